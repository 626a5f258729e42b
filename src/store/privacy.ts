import { and, eq, isNull, sql } from "drizzle-orm";
import type { Privacy } from "../core/appointment.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { links, patients } from "./schema/people.ts";
import { pins } from "./schema/workers.ts";
import { HAS_PIN, NAME_SHOWN } from "./shown.ts";

/** One person's link to one telephone. */
export type LinkId = { readonly contactId: number; readonly patientId: number };

/** Right so long, a PIN need not be given again from the same telephone: one look at a visit and one change of it. */
const PROVEN_MS = 10 * 60_000;

const thisLink = and(
  eq(links.contactId, sql.placeholder("contactId")),
  eq(links.patientId, sql.placeholder("patientId")),
);

const selectLink = prepared((db) =>
  db
    .select({
      code: patients.code,
      hasPin: HAS_PIN,
      provenAt: links.provenAt,
      serves: sql<number>`(select count(*) from links o where o.contact_id = ${links.contactId} and o.asleep_at is null)`,
    })
    .from(links)
    .innerJoin(patients, eq(patients.id, links.patientId))
    .where(and(thisLink, isNull(links.asleepAt)))
    .prepare(),
);

/** A link that is awake: the patient's code, and what her privacy hangs on. */
export async function linkOf(tx: Tx, id: LinkId) {
  const row = await selectLink(tx).get(id);
  if (!row) return null;
  const { code, hasPin, provenAt, serves } = row;
  return { code, hasPin: hasPin === 1, isProven: isProven(provenAt, tx.now), serves };
}

/** Whether a PIN given then still counts. */
export function isProven(provenAt: number | null, now: number): boolean {
  return provenAt !== null && now - provenAt < PROVEN_MS;
}

const selectNeed = prepared((db) =>
  db
    .select({ id: pins.id })
    .from(pins)
    .where(
      sql`${pins.patientId} = ${sql.placeholder("patientId")} and not exists (select 1 from links l
        where l.contact_id = ${sql.placeholder("contactId")} and l.patient_id = pins.patient_id
          and l.proven_at > ${sql.placeholder("since")})`,
    )
    .prepare(),
);

/** Whether a patient has a PIN that has not just been given on this telephone. */
export async function needsPin(tx: Tx, id: LinkId): Promise<boolean> {
  return (await selectNeed(tx).get({ ...id, since: tx.now - PROVEN_MS })) !== undefined;
}

const updateProven = prepared((db) =>
  db
    .update(links)
    .set({ provenAt: sql`${sql.placeholder("now")}` })
    .where(thisLink)
    .prepare(),
);

/** Notes that a patient has given her PIN on a telephone that speaks for her. */
export async function noteProven(tx: Tx, id: LinkId): Promise<void> {
  await updateProven(tx).run({ ...id, now: tx.now });
}

/** Writes how much texts over a link may tell. */
export async function writePrivacy(tx: Tx, { contactId, patientId }: LinkId, privacy: Privacy): Promise<void> {
  const one = and(eq(links.contactId, contactId), eq(links.patientId, patientId));
  await tx.db.update(links).set({ privacy }).where(one);
}

const neutral = prepared((db) =>
  db
    .update(links)
    .set({ privacy: "neutral" })
    .where(
      sql`contact_id = ${sql.placeholder("contactId")} and privacy = 'overt'
        and (select count(*) from links o where o.contact_id = ${sql.placeholder("contactId")} and o.asleep_at is null) > 1`,
    )
    .prepare(),
);

/** Where a telephone serves more than one person, no text over it names a doctor any more. */
export async function neutralWhereShared(tx: Tx, contactId: number): Promise<void> {
  await neutral(tx).run({ contactId });
}

/** Whether a telephone shows somebody else by this nickname. */
export async function isNicknameShown(tx: Tx, { contactId, patientId }: LinkId, nickname: string): Promise<boolean> {
  const others = await tx.db
    .select({ id: patients.id })
    .from(links)
    .innerJoin(patients, eq(patients.id, links.patientId))
    .where(
      sql`${links.contactId} = ${contactId} and ${links.asleepAt} is null and ${NAME_SHOWN}
        and ${patients.id} <> ${patientId} and ${patients.nickname} = ${nickname}`,
    )
    .limit(1);
  return others.length > 0;
}

/** Writes what a person is called in choosers. */
export async function writeNickname(tx: Tx, patientId: number, nickname: string): Promise<void> {
  await tx.db.update(patients).set({ nickname }).where(eq(patients.id, patientId));
}
