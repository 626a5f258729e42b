import { codeFrom } from "../core/check-digit.ts";
import { invariant } from "../core/errors.ts";
import { visitByReference } from "../store/appointments.ts";
import type { Tx } from "../store/engine.ts";

/** Length of a visit's reference and of a patient's code, check digit included (DESIGN 6.5). */
const REFERENCE_LENGTH = 7;
const PATIENT_CODE_LENGTH = 6;

/** With half of all codes in use, thirty tries fail once in a thousand million. */
const TRIES_MAX = 30;
/** A prime, so that one random number leads to codes far apart: a turn may draw only a few bytes. */
const STRIDE = 7919;

/** A reference no visit carries yet. */
export async function freshReference(tx: Tx): Promise<string> {
  const isFree = async (reference: string) => (await visitByReference(tx, reference)) === undefined;
  return await withFreshCode(tx, REFERENCE_LENGTH, async (code) => ((await isFree(code)) ? code : null));
}

/** Gives `use` patient codes until it takes one. */
export async function withPatientCode<Used>(tx: Tx, use: (code: string) => Promise<Used | null>): Promise<Used> {
  return await withFreshCode(tx, PATIENT_CODE_LENGTH, use);
}

async function withFreshCode<Used>(tx: Tx, length: number, use: (code: string) => Promise<Used | null>): Promise<Used> {
  const random = Buffer.from(tx.random(6)).readUIntBE(0, 6);
  for (let n = 0; n < TRIES_MAX; n++) {
    const used = await use(codeFrom(random + n * STRIDE, length));
    if (used !== null) return used;
  }
  invariant(false, "no code is free");
}
