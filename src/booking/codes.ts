import { codeFrom } from "../core/check-digit.ts";
import { invariant } from "../core/errors.ts";
import { visitByReference } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";

/** With a tenth of all codes in use, twenty draws fail once in 10^20. */
const DRAWS_MAX = 20;

/** Length of a visit's reference and of a patient's code, check digit included (DESIGN 6.5). */
const REFERENCE_LENGTH = 7;
const PATIENT_CODE_LENGTH = 6;

/** A reference no visit carries yet. */
export async function freshReference(tx: Tx): Promise<string> {
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const reference = codeFrom(randomNumber(tx), REFERENCE_LENGTH);
    if ((await visitByReference(tx, reference)) === undefined) return reference;
  }
  invariant(false, "no reference is free");
}

/** Gives `use` random patient codes until it takes one. */
export async function withFreshCode<Used>(tx: Tx, use: (code: string) => Promise<Used | null>): Promise<Used> {
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const used = await use(codeFrom(randomNumber(tx), PATIENT_CODE_LENGTH));
    if (used !== null) return used;
  }
  invariant(false, "no patient code is free");
}

function randomNumber(tx: Tx): number {
  return Buffer.from(tx.random(6)).readUIntBE(0, 6);
}
