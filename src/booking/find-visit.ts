import type { Answer } from "../core/effects.ts";
import { visitByReference } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";
import type { Asker } from "./asker.ts";
import { hasGuessedTooOften, noteGuess } from "./guesses.ts";
import { ownVisit, visitOf } from "./visit.ts";

/** The visit with this reference, if this contact speaks for its patient; else the same answer whether it exists or not. */
export async function findVisit(tx: Tx, asker: Asker, reference: string): Promise<Answer> {
  const id = await visitByReference(tx, reference);
  const own = id === undefined ? null : await ownVisit(tx, asker, id);
  if (own) return { type: "visit.found", visit: await visitOf(tx, asker, own.id) };
  if (await hasGuessedTooOften(tx, asker, "reference.unknown")) return { type: "silence.due" };
  await noteGuess(tx, asker, "reference.unknown");
  return { type: "visit.unknown" };
}
