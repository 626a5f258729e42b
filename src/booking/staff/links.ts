import type { Privacy } from "../../core/appointment.ts";
import { invariant } from "../../core/errors.ts";
import { type Country, isCountry, senderOf } from "../../core/phone.ts";
import { refuse, refuseMember } from "../../core/problem.ts";
import type { Staff } from "../../core/staff.ts";
import { writeAudit } from "../../store/audit.ts";
import { writeConsent } from "../../store/consents.ts";
import { contactFor, rememberLanguage } from "../../store/contacts.ts";
import type { Tx } from "../../store/engine.ts";
import { type LinkRow, linkRowsOf, updateLink } from "../../store/patient-records.ts";
import { linkPatient } from "../../store/patients.ts";
import { activePlaces } from "../../store/places.ts";
import { whyNotOvert } from "../household.ts";
import type { Found } from "./done.ts";
import { actorOf, patientInScope } from "./scope.ts";

/** A telephone that speaks for a patient, as REST shows it; `consent` says whether we may write to it on our own. */
export type LinkView = {
  readonly contactId: number;
  readonly phone: string;
  readonly language?: string;
  readonly rank: number;
  readonly via: "text" | "call";
  readonly privacy: Privacy;
  readonly consent: boolean;
  readonly asleep?: true;
  readonly blocked?: true;
};

/** What staff may write of a link and its telephone. */
export type LinkWrite = {
  readonly rank?: number | undefined;
  readonly via?: "text" | "call" | undefined;
  readonly privacy?: Privacy | undefined;
  readonly language?: string | undefined;
  readonly consent?: boolean | undefined;
};

type PatientId = { readonly patientId: number };
type LinkId = PatientId & { readonly contactId: number };

/** The telephones of a patient, those told first at the front. */
export async function listLinks(
  tx: Tx,
  staff: Staff,
  { patientId }: PatientId,
): Promise<Found<{ readonly links: readonly LinkView[] }>> {
  await patientInScope(tx, staff, patientId);
  return { value: { links: (await linkRowsOf(tx, patientId)).map(linkView) }, about: [patientId] };
}

/** One telephone of a patient. */
export async function readLink(tx: Tx, staff: Staff, { patientId, contactId }: LinkId): Promise<Found<LinkView>> {
  await patientInScope(tx, staff, patientId);
  const row = await linkTo(tx, patientId, contactId);
  return { value: linkView(row ?? refuse({ type: "not-found" })), about: [patientId] };
}

/** Lets a telephone speak for a patient, as she agreed at the desk; a number we do not know yet becomes a contact. */
export async function createLink(
  tx: Tx,
  staff: Staff,
  { patientId, phone, ...write }: PatientId & LinkWrite & { readonly phone: string },
): Promise<Found<LinkView>> {
  const patient = await patientInScope(tx, staff, patientId);
  const contact = await contactFor(tx, await phoneAt(tx, phone, patient.locationId, "/phone"), patient.locationId);
  if (await linkTo(tx, patientId, contact.id)) refuse({ type: "wrong-state", state: "linked" });
  await linkPatient(tx, contact.id, patientId);
  return await written(tx, staff, { patientId, contactId: contact.id }, write, "link");
}

/** Changes a link, the language of its telephone, or the patient's consent. */
export async function changeLink(
  tx: Tx,
  staff: Staff,
  { patientId, contactId, ...write }: LinkId & LinkWrite,
): Promise<Found<LinkView>> {
  await patientInScope(tx, staff, patientId);
  if (!(await linkTo(tx, patientId, contactId))) refuse({ type: "not-found" });
  return await written(tx, staff, { patientId, contactId }, write, "change");
}

async function written(tx: Tx, staff: Staff, link: LinkId, write: LinkWrite, act: string): Promise<Found<LinkView>> {
  const { patientId, contactId } = link;
  const { rank, via, privacy, language, consent } = write;
  // A doctor's name in a text is one person's own choice; on a shared telephone another would read it (DESIGN 6.2).
  const why = privacy === "overt" ? await whyNotOvert(tx, link) : null;
  if (why) refuseMember("/privacy", why);
  await updateLink(tx, contactId, patientId, {
    ...(rank === undefined ? {} : { rank }),
    ...(via === undefined ? {} : { via }),
    ...(privacy === undefined ? {} : { privacy }),
  });
  if (language !== undefined) await rememberLanguage(tx, contactId, language, "choice");
  if (consent !== undefined) {
    const given = { contactId, patientId, purpose: "visit", granted: consent, wording: "at the desk" } as const;
    await writeConsent(tx, { ...given, channel: "rest" });
  }
  const detail = { contact: contactId };
  await writeAudit(tx, { actor: actorOf(staff), act, entity: "patient", entityId: patientId, version: null, detail });
  return { value: linkView((await linkTo(tx, patientId, contactId)) ?? refuse({ type: "not-found" })) };
}

async function linkTo(tx: Tx, patientId: number, contactId: number): Promise<LinkRow | undefined> {
  return (await linkRowsOf(tx, patientId)).find((row) => row.contactId === contactId);
}

/** The numbering plan in which staff of a clinic write numbers. */
/** A telephone as staff of a clinic write it; refuses what is none. */
export async function phoneAt(tx: Tx, phone: string, locationId: number | null, pointer: string): Promise<string> {
  const sender = senderOf(phone, await countryOf(tx, locationId));
  return sender.kind === "number" ? sender.phone : refuseMember(pointer, "not-a-number");
}

async function countryOf(tx: Tx, locationId: number | null): Promise<Country> {
  const homes = await activePlaces(tx);
  const { country } = homes.find(({ id }) => id === locationId) ?? homes[0] ?? {};
  invariant(country !== undefined && isCountry(country), "a clinic has a country with a numbering plan");
  return country;
}

function linkView({ contactId, phone, language, rank, via, privacy, consent, asleepAt, blockedAt }: LinkRow): LinkView {
  return {
    ...{ contactId, phone, rank, via, privacy, consent: consent === 1 },
    ...(language === null ? {} : { language }),
    ...(asleepAt === null ? {} : { asleep: true }),
    ...(blockedAt === null ? {} : { blocked: true }),
  };
}
