import { playByText } from "./canonical.ts";

playByText("first");
