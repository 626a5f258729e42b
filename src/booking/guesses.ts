import type { Staff } from "../core/staff.ts";
import { type Actor, countActsOf, writeAudit } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { type Asker, actorOf } from "./asker.ts";

/** Unknown numbers of visits, patients or vouchers that a phone may try in a day (DESIGN 6.5). */
const GUESSES_MAX = 10;
/** A system that speaks for many people mistypes more often; of 90,000 million vouchers this still finds none. */
const KEY_GUESSES_MAX = 200;
const DAY_MS = 86_400_000;

/** What can be guessed: a visit's reference, a patient's code or a voucher. */
type Guessed = "reference.unknown" | "code.unknown" | "voucher.unknown";

/** Who may be guessing. */
export type Guesser = {
  readonly actor: Actor;
  readonly entity: "contact" | "key";
  readonly entityId: number;
  readonly max: number;
};

/** A phone. */
export function phoneGuesser(asker: Asker): Guesser {
  return { actor: actorOf(asker), entity: "contact", entityId: asker.contactId, max: GUESSES_MAX };
}

/** A key of REST. */
export function keyGuesser({ keyId }: Staff): Guesser {
  return { actor: { kind: "staff", id: keyId }, entity: "key", entityId: keyId, max: KEY_GUESSES_MAX };
}

/** Whether so many unknown numbers were tried today that even a right one is no longer told from a wrong one. */
export async function hasGuessedTooOften(tx: Tx, guesser: Guesser, what: Guessed): Promise<boolean> {
  return (await countActsOf(tx, guesser, what, tx.now - DAY_MS)) >= guesser.max;
}

/** Writes down that a number was tried that nobody has. */
export async function noteGuess(tx: Tx, { actor, entity, entityId }: Guesser, what: Guessed): Promise<void> {
  await writeAudit(tx, { actor, act: what, entity, entityId, version: null, detail: null });
}
