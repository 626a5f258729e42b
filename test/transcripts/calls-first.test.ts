import { playByCall } from "./calls.ts";

playByCall("first");
