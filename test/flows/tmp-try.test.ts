import { test } from "vitest";
import { walk, watchFlows } from "./walker.ts";
import { keysOf } from "./driver.ts";
test("try", () => {
  const { all, passed } = watchFlows();
  const shapes = new Set<string>();
  let turns = 0, most = 0;
  const t0 = performance.now();
  const n = walk((w) => { turns++; most = Math.max(most, w.asks); shapes.add(keysOf(w.tells).join("|")); });
  process.stdout.write(`dialogs ${n} turns ${turns} shapes ${shapes.size} asks ${most} ms ${performance.now()-t0}\n`);
  for (const a of all) if (!passed.has(a)) process.stdout.write(`unreached ${a}\n`);
}, 300000);
