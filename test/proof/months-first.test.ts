import { monthsOfChaos } from "./months.ts";

monthsOfChaos("first");
