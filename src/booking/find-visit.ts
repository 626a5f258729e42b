import type { Answer } from "../core/effects.ts";
import { visitByReference } from "../store/appointments.ts";
import { countContactActs, writeAudit } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { type Asker, actorOf } from "./asker.ts";
import { ownVisit, visitOf } from "./visit.ts";

/** Unknown references a number may try in a day before we fall silent (DESIGN 6.5). */
const UNKNOWN_MAX = 10;
const DAY_MS = 86_400_000;
const UNKNOWN = "reference.unknown";

/** The visit with this reference, if this contact speaks for its patient; else the same answer whether it exists or not. */
export async function findVisit(tx: Tx, asker: Asker, reference: string): Promise<Answer> {
  const id = await visitByReference(tx, reference);
  const own = id === undefined ? null : await ownVisit(tx, asker, id);
  if (own) return { type: "visit.found", visit: await visitOf(tx, asker, own.id) };
  const { contactId } = asker;
  if ((await countContactActs(tx, contactId, UNKNOWN, tx.now - DAY_MS)) >= UNKNOWN_MAX) return { type: "silence.due" };
  await writeAudit(tx, {
    ...{ actor: actorOf(asker), act: UNKNOWN, entity: "contact", entityId: contactId },
    version: null,
    detail: null,
  });
  return { type: "visit.unknown" };
}
