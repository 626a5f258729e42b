import { eq, sql } from "drizzle-orm";
import { type PinLock, type PinOwner, UNLOCKED } from "../core/pin.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { pinCodes, pins } from "./schema/workers.ts";

/** A PIN as it is kept: no row and no dump of the database leads back to its digits. */
export type Pin = typeof pins.$inferSelect;

function columnOf(owner: PinOwner) {
  return owner.kind === "worker" ? pins.workerId : pins.patientId;
}

function idOf(owner: PinOwner): number {
  return owner.kind === "worker" ? owner.workerId : owner.patientId;
}

const selectOfWorker = prepared((db) =>
  db
    .select()
    .from(pins)
    .where(eq(pins.workerId, sql.placeholder("id")))
    .prepare(),
);
const selectOfPatient = prepared((db) =>
  db
    .select()
    .from(pins)
    .where(eq(pins.patientId, sql.placeholder("id")))
    .prepare(),
);

/** The PIN of a person, if she has one. */
export async function pinOf(tx: Tx, owner: PinOwner): Promise<Pin | undefined> {
  const select = owner.kind === "worker" ? selectOfWorker : selectOfPatient;
  return await select(tx).get({ id: idOf(owner) });
}

/** The HMAC under which digits are this owner's: two people with the same PIN share nothing that can be seen. */
export function pinHash(tx: Tx, owner: PinOwner, digits: string): Buffer {
  return tx.mac(`pin:${owner.kind}:${idOf(owner)}:${digits}`);
}

/** Gives a person a PIN, instead of any she had. */
export async function writePin(tx: Tx, owner: PinOwner, hash: Buffer): Promise<void> {
  const fresh = { hash, ...UNLOCKED, setAt: tx.now };
  const { kind: _kind, ...of } = owner;
  await tx.db
    .insert(pins)
    .values({ ...of, ...fresh })
    .onConflictDoUpdate({ target: columnOf(owner), set: fresh });
}

/** Takes a person's PIN away. */
export async function deletePin(tx: Tx, owner: PinOwner): Promise<boolean> {
  return (await tx.db.delete(pins).where(eq(columnOf(owner), idOf(owner)))).changes > 0;
}

/** Counts wrong PINs, or forgets them. */
export async function setPinLock(tx: Tx, id: number, { wrong, locks, lockedUntil }: PinLock): Promise<void> {
  await tx.db.update(pins).set({ wrong, locks, lockedUntil }).where(eq(pins.id, id));
}

/** A code sent to an enrolled number, as it is kept. */
export type PinCode = typeof pinCodes.$inferSelect;

/** The code last sent to a worker, used up or not. */
export async function pinCodeOf(tx: Tx, workerId: number): Promise<PinCode | undefined> {
  return await tx.db.select().from(pinCodes).where(eq(pinCodes.workerId, workerId)).get();
}

/** Keeps what leads to a new code, instead of any sent before. */
export async function writePinCode(
  tx: Tx,
  code: { readonly workerId: number; readonly hash: Buffer; readonly endsAt: number; readonly sent: number },
): Promise<void> {
  const { workerId, ...rest } = code;
  const fresh = { ...rest, wrong: 0, sentAt: tx.now };
  await tx.db
    .insert(pinCodes)
    .values({ workerId, ...fresh })
    .onConflictDoUpdate({ target: pinCodes.workerId, set: fresh });
}

/** Counts a wrong code. */
export async function countWrongCode(tx: Tx, workerId: number): Promise<void> {
  await tx.db.update(pinCodes).set({ wrong: sql`wrong + 1` }).where(eq(pinCodes.workerId, workerId));
}

/** Ends a code that was used. */
export async function endPinCode(tx: Tx, workerId: number): Promise<void> {
  await tx.db.update(pinCodes).set({ endsAt: 0 }).where(eq(pinCodes.workerId, workerId));
}
