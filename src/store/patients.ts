import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { neutralWhereShared } from "./privacy.ts";
import { contacts, links, patients } from "./schema/people.ts";
import { locations } from "./schema/places.ts";
import { NAME_SHOWN, PLACE_SHOWN } from "./shown.ts";

const linkedTo = and(eq(links.contactId, sql.placeholder("contactId")), isNull(links.asleepAt));

const selectPersons = prepared((db) =>
  db
    .select({ id: patients.id, nickname: patients.nickname, code: patients.code })
    .from(links)
    .innerJoin(patients, eq(patients.id, links.patientId))
    .where(and(linkedTo, NAME_SHOWN))
    .orderBy(asc(links.createdAt), asc(patients.id))
    .prepare(),
);

/** Whom a contact speaks for and shows, the longest spoken for first: a chooser that people know by heart. */
export async function personsShown(tx: Tx, contactId: number) {
  return await selectPersons(tx).all({ contactId });
}

const countPersons = prepared((db) => db.select({ n: count() }).from(links).where(linkedTo).prepare());

/** How many people a contact speaks for. */
export async function personCount(tx: Tx, contactId: number): Promise<number> {
  return (await countPersons(tx).get({ contactId }))?.n ?? 0;
}

const selectLink = prepared((db) =>
  db
    .select({ patientId: links.patientId })
    .from(links)
    .where(and(linkedTo, eq(links.patientId, sql.placeholder("patientId"))))
    .prepare(),
);

/** Whether a contact speaks for a patient. */
export async function isLinked(tx: Tx, contactId: number, patientId: number): Promise<boolean> {
  return (await selectLink(tx).get({ contactId, patientId })) !== undefined;
}

const upsertLink = prepared((db) =>
  db
    .insert(links)
    .values({
      contactId: sql.placeholder("contactId"),
      patientId: sql.placeholder("patientId"),
      rank: sql`(select coalesce(max(rank), 0) + 1 from links where patient_id = ${sql.placeholder("patientId")})`,
      privacy: sql`case when exists (select 1 from links where patient_id = ${sql.placeholder("patientId")}
        and privacy = 'covert') then 'covert' else 'neutral' end`,
      createdAt: sql.placeholder("now"),
    })
    .onConflictDoUpdate({ target: [links.contactId, links.patientId], set: { asleepAt: null } })
    .prepare(),
);

/**
 * Lets a contact speak for a patient, to be told after those who already do; wakes a link that slept. Whoever is covert on
 * one telephone begins so on the next, and a telephone that comes to serve several names no doctor any more.
 */
export async function linkPatient(tx: Tx, contactId: number, patientId: number): Promise<void> {
  await upsertLink(tx).run({ contactId, patientId, now: tx.now });
  await neutralWhereShared(tx, contactId);
}

const updateAsleep = prepared((db) =>
  db
    .update(links)
    .set({ asleepAt: sql`${sql.placeholder("now")}` })
    .where(and(linkedTo, eq(links.patientId, sql.placeholder("patientId"))))
    .prepare(),
);

/** Puts a link to sleep: nothing about this patient is sent to this contact any more, and her visits stand. */
export async function sleepLink(tx: Tx, contactId: number, patientId: number): Promise<void> {
  await updateAsleep(tx).run({ contactId, patientId, now: tx.now });
}

const selectLinks = prepared((db) =>
  db
    .select({ contactId: links.contactId, via: links.via, asleepAt: links.asleepAt, blockedAt: contacts.blockedAt })
    .from(links)
    .innerJoin(contacts, eq(contacts.id, links.contactId))
    .where(eq(links.patientId, sql.placeholder("patientId")))
    .orderBy(asc(links.rank), asc(links.createdAt), asc(links.contactId))
    .prepare(),
);

/** The contacts that speak for a patient, whoever is told first first; links that sleep are among them. */
export async function linksOf(tx: Tx, patientId: number) {
  return await selectLinks(tx).all({ patientId });
}

const insertPatient = prepared((db) =>
  db
    .insert(patients)
    .values({
      code: sql.placeholder("code"),
      name: sql.placeholder("name"),
      nickname: sql.placeholder("nickname"),
      createdAt: sql.placeholder("now"),
    })
    .onConflictDoNothing({ target: patients.code })
    .returning({ id: patients.id })
    .prepare(),
);

/** Registers a person; null if her code belongs to somebody else already. */
export async function createPatient(
  tx: Tx,
  person: { readonly code: string; readonly name: string | null; readonly nickname: string | null },
): Promise<number | null> {
  const { code, name, nickname } = person;
  const row = await insertPatient(tx).get({ code, name, nickname, now: tx.now });
  return row?.id ?? null;
}

const selectById = prepared((db) =>
  db
    .select({ id: patients.id, nickname: patients.nickname, code: patients.code })
    .from(patients)
    .where(eq(patients.id, sql.placeholder("id")))
    .prepare(),
);

/** A patient by id. */
export async function patientById(tx: Tx, id: number) {
  return await selectById(tx).get({ id });
}

const selectByCode = prepared((db) =>
  db
    .select({ id: patients.id, nickname: patients.nickname, code: patients.code })
    .from(patients)
    .where(eq(patients.code, sql.placeholder("code")))
    .prepare(),
);

/** A patient by her code. */
export async function patientByCode(tx: Tx, code: string) {
  return await selectByCode(tx).get({ code });
}

const updateYear = prepared((db) =>
  db
    .update(patients)
    .set({ yearOfBirth: sql`${sql.placeholder("year")}` })
    .where(eq(patients.id, sql.placeholder("id")))
    .prepare(),
);

/** Writes down a year of birth. */
export async function setYearOfBirth(tx: Tx, id: number, year: number): Promise<void> {
  await updateYear(tx).run({ id, year });
}

const selectPlace = prepared((db) =>
  db
    .select({
      lat: sql<number>`coalesce(${patients.lat}, ${locations.lat})`,
      lon: sql<number>`coalesce(${patients.lon}, ${locations.lon})`,
    })
    .from(links)
    .innerJoin(patients, eq(patients.id, links.patientId))
    .leftJoin(locations, eq(locations.id, patients.locationId))
    .where(and(linkedTo, PLACE_SHOWN, sql`coalesce(${patients.lat}, ${locations.lat}) is not null`))
    .orderBy(asc(links.createdAt))
    .prepare(),
);

/** Where the first of a contact's persons is registered, those left out who do not want their clinic known. */
export async function registeredPlace(tx: Tx, contactId: number) {
  return await selectPlace(tx).get({ contactId });
}
