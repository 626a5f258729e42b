import { extendSlots } from "../booking/materialise.ts";
import type { Command } from "./command.ts";

/** `slots extend`: materialises slots up to each clinic's horizon. */
export const slotsCommand: Command = {
  usage: "slots extend",
  about: "make the slots of all schedules up to each clinic's horizon",
  run: async ({ engine, print }, args) => {
    if (args.length !== 1 || args[0] !== "extend") return 2;
    let pieces = 0;
    await engine.background(async (tx) => {
      const found = await extendSlots(tx);
      if (found) pieces += 1;
      return found;
    });
    print(pieces === 0 ? "All slots are there already." : `Slots extended in ${pieces} pieces.`);
    return 0;
  },
};
