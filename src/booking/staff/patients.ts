import type { Gender } from "../../core/places.ts";
import { refuseMember } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import { villageKey } from "../../core/worker.ts";
import { writeAudit } from "../../store/audit.ts";
import type { Tx } from "../../store/engine.ts";
import {
  type PatientRow,
  type PatientSet,
  patientRow,
  registerPatient,
  updatePatient,
} from "../../store/patient-records.ts";
import { patientByCode } from "../../store/patients.ts";
import { withPatientCode } from "../codes.ts";
import { nicknameOf } from "../nickname.ts";
import { hasPin, resetPin, unlockPin } from "../pins.ts";
import type { Found } from "./done.ts";
import { refuseLocation } from "./locations.ts";
import { actorOf, patientInScope, patientSeenBy } from "./scope.ts";

/** A patient as REST shows her. */
export type PatientView = {
  readonly patientId: number;
  readonly code: string;
  readonly name?: string;
  readonly nickname?: string;
  readonly yearOfBirth?: number;
  readonly locationId?: number;
  readonly gender?: Gender;
  readonly village?: string;
  /** Whether listing, moving and cancelling by telephone ask for her PIN. */
  readonly hasPin: boolean;
};

type PatientId = { readonly patientId: number };

/** What staff may write of a patient; her nickname follows her name unless it is given. */
export type PatientWrite = {
  readonly name?: string | undefined;
  readonly nickname?: string | undefined;
  readonly yearOfBirth?: number | undefined;
  readonly locationId?: number | undefined;
  readonly gender?: Gender | undefined;
  readonly village?: string | undefined;
};

/** Registers a patient at a clinic of the caller. */
export async function createPatient(
  tx: Tx,
  staff: Staff,
  write: PatientWrite & { readonly locationId: number },
): Promise<Found<PatientView>> {
  const set = await writable(tx, staff, write);
  const row = await withPatientCode(tx, (code) => registerPatient(tx, { ...set, code }));
  await noteChange(tx, staff, "register", row.id);
  return { value: await patientView(tx, row) };
}

/** One patient. */
export async function readPatient(tx: Tx, staff: Staff, { patientId }: PatientId): Promise<Found<PatientView>> {
  const row = await patientInScope(tx, staff, patientId);
  return { value: await patientView(tx, row), about: [patientId] };
}

/** The patient with a code, if she is in the caller's scope: a list of one or none. */
export async function findPatients(
  tx: Tx,
  staff: Staff,
  { code }: { readonly code: string },
): Promise<Found<{ readonly patients: readonly PatientView[] }>> {
  const found = await patientByCode(tx, code);
  const row = found ? await patientSeenBy(tx, staff, found.id) : null;
  return { value: { patients: row ? [await patientView(tx, row)] : [] }, about: row ? [row.id] : [] };
}

/** Changes a patient's record. */
export async function changePatient(
  tx: Tx,
  staff: Staff,
  { patientId, ...write }: PatientWrite & PatientId,
): Promise<Found<PatientView>> {
  const before = await patientInScope(tx, staff, patientId);
  const set = await writable(tx, staff, write);
  await updatePatient(tx, patientId, set);
  await noteChange(tx, staff, "change", patientId);
  return { value: await patientView(tx, (await patientRow(tx, patientId)) ?? before) };
}

/** Takes a patient's PIN away: whoever forgot hers comes to the desk and sets another afterwards. */
export async function resetPatientPin(tx: Tx, staff: Staff, { patientId }: PatientId): Promise<Found<PatientView>> {
  const row = await patientInScope(tx, staff, patientId);
  await resetPin(tx, { kind: "patient", patientId });
  await noteChange(tx, staff, "pin.reset", patientId);
  return { value: await patientView(tx, row) };
}

/** Lifts the lock that five wrong tries laid on a patient's PIN. */
export async function unlockPatientPin(tx: Tx, staff: Staff, { patientId }: PatientId): Promise<Found<PatientView>> {
  const row = await patientInScope(tx, staff, patientId);
  await unlockPin(tx, { kind: "patient", patientId });
  await noteChange(tx, staff, "pin.unlock", patientId);
  return { value: await patientView(tx, row) };
}

async function writable(tx: Tx, staff: Staff, write: PatientWrite): Promise<PatientSet> {
  const { name, nickname, yearOfBirth, locationId, gender, village } = write;
  if (locationId !== undefined) await refuseLocation(tx, staff, locationId);
  if (yearOfBirth !== undefined && yearOfBirth > new Date(tx.now).getUTCFullYear())
    refuseMember("/yearOfBirth", "future");
  const called = nickname ?? (name === undefined ? undefined : nicknameOf(name));
  return {
    ...(name === undefined ? {} : { name }),
    ...(called === undefined ? {} : { nickname: called }),
    ...(yearOfBirth === undefined ? {} : { yearOfBirth }),
    ...(locationId === undefined ? {} : { locationId }),
    ...(gender === undefined ? {} : { gender }),
    ...(village === undefined ? {} : { village: villageKey(village) }),
  };
}

async function noteChange(tx: Tx, staff: Staff, act: string, entityId: number): Promise<void> {
  await writeAudit(tx, { actor: actorOf(staff), act, entity: "patient", entityId, version: null, detail: null });
}

async function patientView(tx: Tx, row: PatientRow): Promise<PatientView> {
  const { id, code, name, nickname, yearOfBirth, locationId, gender, village } = row;
  return {
    patientId: id,
    code,
    ...(name === null ? {} : { name }),
    ...(nickname === null ? {} : { nickname }),
    ...(yearOfBirth === null ? {} : { yearOfBirth }),
    ...(locationId === null ? {} : { locationId }),
    ...(gender === null ? {} : { gender }),
    ...(village === null ? {} : { village }),
    hasPin: await hasPin(tx, { kind: "patient", patientId: id }),
  };
}
