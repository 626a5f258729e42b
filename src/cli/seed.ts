import { seedDemo } from "../booking/seed-demo.ts";
import type { Command } from "./command.ts";

/** `seed --demo`: the demo district, into an empty database only. */
export const seedCommand: Command = {
  usage: "seed --demo",
  about: "fill an empty database with the demo district",
  run: async ({ engine, print }, args) => {
    if (args.length !== 1 || args[0] !== "--demo") return 2;
    if (await seedDemo(engine.transact)) {
      print("The demo district is ready.");
      return 0;
    }
    print("There are clinics already, so nothing was changed.");
    return 1;
  },
};
