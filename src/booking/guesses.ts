import { countContactActs, writeAudit } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { type Asker, actorOf } from "./asker.ts";

/** Unknown numbers of visits, patients or vouchers that a phone may try in a day (DESIGN 6.5). */
const GUESSES_MAX = 10;
const DAY_MS = 86_400_000;

/** What can be guessed: a visit's reference, a patient's code or PIN, or a voucher. */
type Guessed = "reference.unknown" | "code.unknown" | "pin.wrong" | "voucher.unknown";

/** Whether a contact has tried so many unknown numbers today that even a right one is no longer told from a wrong one. */
export async function hasGuessedTooOften(tx: Tx, asker: Asker, what: Guessed): Promise<boolean> {
  return (await countContactActs(tx, asker.contactId, what, tx.now - DAY_MS)) >= GUESSES_MAX;
}

/** Writes down that a contact tried a number nobody has. */
export async function noteGuess(tx: Tx, asker: Asker, what: Guessed): Promise<void> {
  const { contactId } = asker;
  const who = { actor: actorOf(asker), act: what, entity: "contact", entityId: contactId } as const;
  await writeAudit(tx, { ...who, version: null, detail: null });
}
