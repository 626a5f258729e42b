import { afterWrong, isWeakPin, type PinChecked, type PinOwner, UNLOCKED, wrongLeft } from "../core/pin.ts";
import { writeAudit } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { deletePin, pinHash, pinOf, setPinLock, writePin } from "../store/pins.ts";
import { writeTask } from "../store/tasks.ts";
import { type Asker, actorOf } from "./asker.ts";

/** Whether a person has a PIN. */
export async function hasPin(tx: Tx, owner: PinOwner): Promise<boolean> {
  return (await pinOf(tx, owner)) !== undefined;
}

/** Until when a person's PIN is not taken; null if it is. */
export async function pinLockedUntil(tx: Tx, owner: PinOwner): Promise<number | null> {
  const pin = await pinOf(tx, owner);
  return pin && tx.now < pin.lockedUntil ? pin.lockedUntil : null;
}

/** Checks digits against a person's PIN and counts a wrong one; the fifth in a row locks it and asks the clinic to help. */
export async function checkPin(tx: Tx, asker: Asker, owner: PinOwner, digits: string): Promise<PinChecked> {
  const pin = await pinOf(tx, owner);
  if (!pin) return { is: "none" };
  if (tx.now < pin.lockedUntil) return { is: "locked", until: pin.lockedUntil };
  if (pin.hash.equals(pinHash(tx, owner, digits))) {
    await setPinLock(tx, pin.id, UNLOCKED);
    return { is: "right" };
  }
  const lock = afterWrong(pin, tx.now);
  await setPinLock(tx, pin.id, lock);
  if (lock.lockedUntil <= tx.now) return { is: "wrong", left: wrongLeft(lock) };
  await noteLock(tx, asker, owner);
  return { is: "locked", until: lock.lockedUntil };
}

/** Gives a person a new PIN; false, and nothing changed, if it is too easily guessed. */
export async function setPin(tx: Tx, asker: Asker, owner: PinOwner, digits: string): Promise<boolean> {
  if (isWeakPin(digits)) return false;
  await writePin(tx, owner, pinHash(tx, owner, digits));
  await writeAudit(tx, { actor: actorOf(asker), act: "pin.set", ...entityOf(owner), version: null, detail: null });
  return true;
}

/** What stands for digits between two turns: compared with them later, though nobody can read them in it. */
export function pinSeal(tx: Tx, owner: PinOwner, digits: string): string {
  return pinHash(tx, owner, digits).toString("base64url");
}

/** Lifts the lock of a PIN, for staff; false if there is no PIN. */
export async function unlockPin(tx: Tx, owner: PinOwner): Promise<boolean> {
  const pin = await pinOf(tx, owner);
  if (pin) await setPinLock(tx, pin.id, UNLOCKED);
  return pin !== undefined;
}

/** Takes a PIN away, for staff: whoever forgot hers sets another. False if there was none. */
export async function resetPin(tx: Tx, owner: PinOwner): Promise<boolean> {
  return await deletePin(tx, owner);
}

/** The row of a person, for the audit. */
function entityOf(owner: PinOwner) {
  return owner.kind === "worker"
    ? ({ entity: "worker", entityId: owner.workerId } as const)
    : ({ entity: "patient", entityId: owner.patientId } as const);
}

async function noteLock(tx: Tx, asker: Asker, owner: PinOwner): Promise<void> {
  const { contactId, locationId } = asker;
  await writeAudit(tx, { actor: actorOf(asker), act: "pin.lock", ...entityOf(owner), version: null, detail: null });
  const patientId = owner.kind === "patient" ? owner.patientId : null;
  await writeTask(tx, { kind: "pin.locked", reason: `${owner.kind}'s PIN`, contactId, locationId, patientId });
}
