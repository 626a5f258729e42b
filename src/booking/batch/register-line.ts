import { invariant } from "../../core/errors.ts";
import { isCountry, type Phone, senderOf } from "../../core/phone.ts";
import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import { localParts } from "../../core/time.ts";
import { villageKey } from "../../core/worker.ts";
import type { NewPerson, WorkerCommand } from "../../core/worker-command.ts";
import { writeAudit } from "../../store/audit.ts";
import { writeConsent } from "../../store/consents.ts";
import { contactByPhone, contactFor } from "../../store/contacts.ts";
import type { Tx } from "../../store/engine.ts";
import { registerPatient } from "../../store/patient-records.ts";
import { linkPatient } from "../../store/patients.ts";
import { locationById } from "../../store/places.ts";
import { writeTask } from "../../store/tasks.ts";
import { givePatient } from "../../store/workers.ts";
import { actorOf } from "../asker.ts";
import { withPatientCode } from "../codes.ts";
import { nicknameOf } from "../nickname.ts";
import { mostAlike } from "./alike.ts";
import { described, instead, personOf, result, type Scene } from "./scene.ts";

type RegisterCommand = Extract<WorkerCommand, { readonly kind: "register" }>;

/** Registers a person as the worker's patient; whoever may be the same is shown first, and registered only if it is another. */
export async function registerLine(tx: Tx, scene: Scene, command: RegisterCommand): Promise<LineResult> {
  const { person } = command;
  const phone = await phoneOf(tx, scene, person);
  if (phone === "bad") return result(sentence("receipt.phone", { called: person.name ?? "" }));
  const alike = command.isOther ? null : await mostAlike(tx, scene, person, phone);
  const known = alike ? await personOf(tx, alike.id) : null;
  if (alike && known) {
    const who = described(known, tx.now, scene.worker.zone);
    const line = alike.isSame
      ? sentence("receipt.known", who)
      : sentence("receipt.alike", { ...who, called: person.name ?? "" });
    const other = { label: sentence("receipt.other"), command: { ...command, isOther: true } as const };
    return instead(line, line, [other]);
  }
  const id = await registered(tx, scene, person);
  if (phone !== null) await linked(tx, scene, id, phone);
  if (person.name === null) await askForName(tx, scene, id);
  const made = await personOf(tx, id);
  invariant(made, `patient ${id} was just registered`);
  return result(sentence("receipt.new", described(made, tx.now, scene.worker.zone)), { isChange: true });
}

/** The number in E.164, read where her clinic is; her own worker's is not hers. */
async function phoneOf(tx: Tx, { worker, asker }: Scene, { phone }: NewPerson): Promise<Phone | null | "bad"> {
  if (phone === null) return null;
  const home = await locationById(tx, worker.locationId);
  invariant(home && isCountry(home.country), "a clinic has a country with a numbering plan");
  const sender = senderOf(phone, home.country);
  if (sender.kind !== "number") return "bad";
  return (await contactByPhone(tx, sender.phone))?.id === asker.contactId ? null : sender.phone;
}

async function registered(tx: Tx, { worker, asker }: Scene, person: NewPerson): Promise<number> {
  const { name, gender, village } = person;
  const nickname = name === null ? null : nicknameOf(name);
  const { id } = await withPatientCode(tx, (code) =>
    registerPatient(tx, {
      ...{ code, name, nickname, gender, locationId: worker.locationId },
      yearOfBirth: yearOfBirth(person, tx.now, worker.zone),
      village: village === null ? null : villageKey(village),
    }),
  );
  await givePatient(tx, worker.id, id);
  const entry = { act: "register", entity: "patient", entityId: id, version: null, detail: null } as const;
  await writeAudit(tx, { actor: actorOf(asker), ...entry });
  return id;
}

function yearOfBirth({ age, yearOfBirth: year }: NewPerson, now: number, zone: string): number | null {
  if (year !== undefined) return year;
  return age === null ? null : Number(localParts(now, zone).day.slice(0, 4)) - age;
}

/** By call no name was asked: somebody at the clinic completes it (DESIGN 6.3). */
async function askForName(tx: Tx, { worker, asker }: Scene, patientId: number): Promise<void> {
  const { contactId } = asker;
  const { locationId } = worker;
  await writeTask(tx, { kind: "name.missing", reason: "registered by call", patientId, locationId, contactId });
}

async function linked(tx: Tx, { worker, asker }: Scene, patientId: number, phone: Phone): Promise<void> {
  const { id: contactId } = await contactFor(tx, phone, worker.locationId);
  await linkPatient(tx, contactId, patientId);
  const given = { contactId, patientId, purpose: "visit", granted: true, channel: asker.channel } as const;
  await writeConsent(tx, { ...given, wording: "by her worker" });
}
