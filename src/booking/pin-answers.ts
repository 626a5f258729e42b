import type { Answer } from "../core/effects.ts";
import { isWeakPin, type PinOwner } from "../core/pin.ts";
import type { Tx } from "../store/engine.ts";
import { isLinked } from "../store/patients.ts";
import { locationById } from "../store/places.ts";
import { type LinkId, needsPin, noteProven } from "../store/privacy.ts";
import { workerById } from "../store/workers.ts";
import type { Asker } from "./asker.ts";
import { hasGuessedTooOften, noteGuess } from "./guesses.ts";
import { checkPin, hasPin, pinLockedUntil, pinSeal, setPin } from "./pins.ts";
import { beginWorkingPeriod } from "./workers/may-act.ts";

/** Whether a person has a PIN, and whether it is taken now. */
export async function findPin(tx: Tx, asker: Asker, owner: PinOwner): Promise<Answer> {
  if (await isGuessing(tx, asker, owner)) return { type: "silence.due" };
  const until = await pinLockedUntil(tx, owner);
  if (until !== null) return await locked(tx, asker, until);
  return { type: "pin.found", state: (await hasPin(tx, owner)) ? "set" : "none" };
}

/** Checks a PIN; a worker's begins her working period, and counts from her own number only. */
export async function tryPin(tx: Tx, asker: Asker, owner: PinOwner, digits: string): Promise<Answer> {
  const worker = owner.kind === "worker" ? await workerById(tx, owner.workerId) : undefined;
  if (owner.kind === "worker" && worker?.contactId !== asker.contactId) return { type: "pin.found", state: "none" };
  if (await isGuessing(tx, asker, owner)) return { type: "silence.due" };
  const checked = await checkPin(tx, asker, owner, digits);
  switch (checked.is) {
    case "none":
      return { type: "pin.found", state: "none" };
    case "wrong":
      await noteGuess(tx, asker, "pin.wrong");
      return { type: "pin.wrong", left: checked.left };
    case "locked":
      return await locked(tx, asker, checked.until);
    default:
      if (worker) await beginWorkingPeriod(tx, worker);
      await noteProof(tx, asker, owner);
      return { type: "pin.right" };
  }
}

/** Whether this phone has tried so many PINs of patients today that it may try no more (DESIGN 6.5). */
async function isGuessing(tx: Tx, asker: Asker, owner: PinOwner): Promise<boolean> {
  return owner.kind === "patient" && (await hasGuessedTooOften(tx, asker, "pin.wrong"));
}

/** A patient need not give hers again at once on the same phone. */
async function noteProof(tx: Tx, { contactId }: Asker, owner: PinOwner): Promise<void> {
  if (owner.kind === "patient") await noteProven(tx, { contactId, patientId: owner.patientId });
}

/** Takes a new PIN for the first of two times. */
export async function proposePin(tx: Tx, owner: PinOwner, digits: string): Promise<Answer> {
  if (isWeakPin(digits)) return { type: "pin.refused", reason: "weak" };
  return { type: "pin.proposed", seal: pinSeal(tx, owner, digits) };
}

/** Sets the PIN of a worker from her own number, or of a patient from one that speaks for her. */
export async function setNewPin(
  tx: Tx,
  asker: Asker,
  owner: PinOwner,
  { digits, seal }: { readonly digits: string; readonly seal: string | null },
): Promise<Answer> {
  const worker = owner.kind === "worker" ? await workerById(tx, owner.workerId) : undefined;
  const isOwn =
    owner.kind === "worker"
      ? worker?.contactId === asker.contactId
      : await mayChange(tx, { contactId: asker.contactId, patientId: owner.patientId });
  if (!isOwn) return { type: "pin.found", state: "none" };
  if (seal !== null && seal !== pinSeal(tx, owner, digits)) return { type: "pin.refused", reason: "differs" };
  if (!(await setPin(tx, asker, owner, digits))) return { type: "pin.refused", reason: "weak" };
  if (worker) await beginWorkingPeriod(tx, worker);
  await noteProof(tx, asker, owner);
  return { type: "pin.set" };
}

/** Whoever has a PIN gives it before she sets another. */
async function mayChange(tx: Tx, id: LinkId): Promise<boolean> {
  return (await isLinked(tx, id.contactId, id.patientId)) && !(await needsPin(tx, id));
}

async function locked(tx: Tx, { locationId }: Asker, until: number): Promise<Answer> {
  const home = locationId === null ? undefined : await locationById(tx, locationId);
  return { type: "pin.locked", until: { at: until, zone: home?.zone ?? "UTC" } };
}
