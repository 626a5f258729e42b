import type { Staff } from "../core/staff.ts";
import { type Actor, countActsOf, writeAudit } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import type { Asker } from "./asker.ts";

/** Unknown numbers of visits, patients or vouchers that a phone may try in a day (DESIGN 6.5). */
const GUESSES_MAX = 10;
/** A system that speaks for many people mistypes more often; of 90,000 million vouchers this still finds none. */
const KEY_GUESSES_MAX = 200;
const DAY_MS = 86_400_000;

/** What can be guessed: a visit's reference, a patient's code or PIN, or a voucher. */
type Guessed = "reference.unknown" | "code.unknown" | "pin.wrong" | "voucher.unknown";

/** Who may be guessing: a phone, or a key of REST. */
export type Guesser = Pick<Asker, "contactId"> | Pick<Staff, "keyId">;

/** Whether so many unknown numbers were tried today that even a right one is no longer told from a wrong one. */
export async function hasGuessedTooOften(tx: Tx, guesser: Guesser, what: Guessed): Promise<boolean> {
  const max = "keyId" in guesser ? KEY_GUESSES_MAX : GUESSES_MAX;
  return (await countActsOf(tx, entityOf(guesser), what, tx.now - DAY_MS)) >= max;
}

/** Writes down that a number was tried that nobody has. */
export async function noteGuess(tx: Tx, guesser: Guesser, what: Guessed): Promise<void> {
  await writeAudit(tx, { actor: actor(guesser), act: what, ...entityOf(guesser), version: null, detail: null });
}

function entityOf(guesser: Guesser) {
  if ("keyId" in guesser) return { entity: "key", entityId: guesser.keyId } as const;
  return { entity: "contact", entityId: guesser.contactId } as const;
}

function actor(guesser: Guesser): Actor {
  return "keyId" in guesser ? { kind: "staff", id: guesser.keyId } : { kind: "contact", id: guesser.contactId };
}
