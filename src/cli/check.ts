import { checkPiece, WALK_START, type Walk } from "../store/invariants.ts";
import type { Command } from "./command.ts";
import { counted } from "./words.ts";

/** `check`: everything that DESIGN 7 promises about the data, in small pieces beside the running gateway. */
export const checkCommand: Command = {
  usage: "check",
  about: "check everything that must hold in the database",
  run: async ({ engine, print }, args) => {
    if (args.length > 0) return 2;
    let walk: Walk | null = WALK_START;
    let broken = 0;
    await engine.background(async (tx) => {
      walk = walk && (await checkPiece(tx, walk));
      for (const { rule, entity, id } of walk?.breaches ?? []) {
        broken += 1;
        print(`rule ${rule} does not hold: ${entity} ${id}`);
      }
      return walk !== null;
    });
    const file = engine.raw.pragma("integrity_check", { simple: true });
    print(`${counted(broken, "breach", "breaches")}; the file itself: ${String(file)}.`);
    return broken === 0 && file === "ok" ? 0 : 1;
  },
};
