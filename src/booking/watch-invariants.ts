import type { Tx } from "../store/engine.ts";
import { factOf, setFact } from "../store/facts.ts";
import { breachesSince } from "../store/invariants.ts";
import { writeTask } from "../store/tasks.ts";

const FACT = "checked.audit.id";

/**
 * Checks one piece of what has changed since the last look, and answers whether there is more. A breach stops nothing: it
 * is counted and becomes a task.
 */
export async function watchInvariants(tx: Tx, onBreach: (count: number) => void): Promise<boolean> {
  const after = Number((await factOf(tx, FACT)) ?? 0);
  const { lastAuditId, breaches } = await breachesSince(tx, after);
  if (lastAuditId === after) return false;
  for (const { rule, entity, id } of breaches) {
    await writeTask(tx, { kind: "invariant", reason: `rule ${rule}: ${entity} ${id}` });
  }
  if (breaches.length > 0) onBreach(breaches.length);
  await setFact(tx, FACT, String(lastAuditId));
  return true;
}
