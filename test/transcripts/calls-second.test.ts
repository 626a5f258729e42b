import { playByCall } from "./calls.ts";

playByCall("second");
