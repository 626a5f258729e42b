import { playByText } from "./canonical.ts";

playByText("second");
