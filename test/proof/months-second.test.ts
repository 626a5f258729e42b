import { monthsOfChaos } from "./months.ts";

monthsOfChaos("second");
