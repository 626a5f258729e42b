import { refuseMember } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
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
};

type PatientId = { readonly patientId: number };

/** What staff may write of a patient; her nickname follows her name unless it is given. */
export type PatientWrite = {
  readonly name?: string | undefined;
  readonly nickname?: string | undefined;
  readonly yearOfBirth?: number | undefined;
  readonly locationId?: number | undefined;
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
  return { value: patientView(row) };
}

/** One patient. */
export async function readPatient(tx: Tx, staff: Staff, { patientId }: PatientId): Promise<Found<PatientView>> {
  const row = await patientInScope(tx, staff, patientId);
  return { value: patientView(row), about: [patientId] };
}

/** The patient with a code, if she is in the caller's scope: a list of one or none. */
export async function findPatients(
  tx: Tx,
  staff: Staff,
  { code }: { readonly code: string },
): Promise<Found<{ readonly patients: readonly PatientView[] }>> {
  const found = await patientByCode(tx, code);
  const row = found ? await patientSeenBy(tx, staff, found.id) : null;
  return { value: { patients: row ? [patientView(row)] : [] }, about: row ? [row.id] : [] };
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
  return { value: patientView((await patientRow(tx, patientId)) ?? before) };
}

async function writable(tx: Tx, staff: Staff, write: PatientWrite): Promise<PatientSet> {
  const { name, nickname, yearOfBirth, locationId } = write;
  if (locationId !== undefined) await refuseLocation(tx, staff, locationId);
  if (yearOfBirth !== undefined && yearOfBirth > new Date(tx.now).getUTCFullYear())
    refuseMember("/yearOfBirth", "future");
  const called = nickname ?? (name === undefined ? undefined : nicknameOf(name));
  return {
    ...(name === undefined ? {} : { name }),
    ...(called === undefined ? {} : { nickname: called }),
    ...(yearOfBirth === undefined ? {} : { yearOfBirth }),
    ...(locationId === undefined ? {} : { locationId }),
  };
}

async function noteChange(tx: Tx, staff: Staff, act: string, entityId: number): Promise<void> {
  await writeAudit(tx, { actor: actorOf(staff), act, entity: "patient", entityId, version: null, detail: null });
}

function patientView({ id, code, name, nickname, yearOfBirth, locationId }: PatientRow): PatientView {
  return {
    patientId: id,
    code,
    ...(name === null ? {} : { name }),
    ...(nickname === null ? {} : { nickname }),
    ...(yearOfBirth === null ? {} : { yearOfBirth }),
    ...(locationId === null ? {} : { locationId }),
  };
}
