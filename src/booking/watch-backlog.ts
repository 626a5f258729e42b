import type { ChannelKind } from "../core/prompt.ts";
import type { Tx } from "../store/engine.ts";
import { factOf, setFact } from "../store/facts.ts";
import { countTooSlow } from "../store/outbox-report.ts";
import { outletsInUse } from "../store/outlets.ts";
import { homeOf } from "../store/places.ts";
import { writeTask } from "../store/tasks.ts";

const FACT = "backlog.checked";
/** How often it is looked whether everything will leave in time (ms). */
const EVERY_MS = 5 * 60_000;
/** What we say fits two segments. */
const SEGMENTS = 2;

/** Has a human told, while something can still be done, that more is queued than a number can send before it is useless. */
export async function watchBacklog(tx: Tx, perSecond: Readonly<Record<ChannelKind, number>>): Promise<boolean> {
  if (tx.now - Number((await factOf(tx, FACT)) ?? 0) < EVERY_MS) return false;
  await setFact(tx, FACT, String(tx.now));
  for (const { kind, sender } of await outletsInUse(tx)) {
    const takesMs = ((kind === "text" ? SEGMENTS : 1) * 1_000) / perSecond[kind];
    const late = await countTooSlow(tx, { kind, sender }, takesMs);
    if (late === 0) continue;
    const home = sender === "" ? undefined : await homeOf(tx, sender);
    await writeTask(tx, {
      kind: "sending.slow",
      reason: `more ${kind}s are queued than this number can send in time`,
      locationId: home?.id ?? null,
    });
  }
  return false;
}
