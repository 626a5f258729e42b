import { eq, sql } from "drizzle-orm";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { contacts } from "./schema/people.ts";

/** A phone number that talks to us. */
export type Contact = typeof contacts.$inferSelect;

const selectByPhone = prepared((db) =>
  db
    .select()
    .from(contacts)
    .where(eq(contacts.phone, sql.placeholder("phone")))
    .prepare(),
);

/** The contact with this number (E.164), if it ever talked to us. */
export async function contactByPhone(tx: Tx, phone: string): Promise<Contact | undefined> {
  return await selectByPhone(tx).get({ phone });
}

const insertContact = prepared((db) =>
  db
    .insert(contacts)
    .values({
      phone: sql.placeholder("phone"),
      locationId: sql.placeholder("locationId"),
      createdAt: sql.placeholder("now"),
    })
    .returning()
    .prepare(),
);

/** The contact with this number (E.164), made at its first text; `locationId` is the clinic it wrote to then. */
export async function contactFor(tx: Tx, phone: string, locationId: number | null): Promise<Contact> {
  const known = await selectByPhone(tx).get({ phone });
  return known ?? (await insertContact(tx).get({ phone, locationId, now: tx.now }));
}

const selectById = prepared((db) =>
  db
    .select()
    .from(contacts)
    .where(eq(contacts.id, sql.placeholder("id")))
    .prepare(),
);

/** One contact. */
export async function contactById(tx: Tx, id: number): Promise<Contact | undefined> {
  return await selectById(tx).get({ id });
}

const updateLanguage = prepared((db) =>
  db
    .update(contacts)
    .set({ language: sql`${sql.placeholder("language")}`, languageChosen: sql`${sql.placeholder("chosen")}` })
    .where(eq(contacts.id, sql.placeholder("id")))
    .prepare(),
);

/** Remembers the language of a contact: guessed from her words, or chosen by herself. */
export async function rememberLanguage(tx: Tx, id: number, language: string, by: "guess" | "choice"): Promise<void> {
  await updateLanguage(tx).run({ id, language, chosen: by === "choice" ? 1 : 0 });
}

const updateSilence = prepared((db) =>
  db
    .update(contacts)
    .set({ silentUntil: sql`${sql.placeholder("until")}` })
    .where(eq(contacts.id, sql.placeholder("id")))
    .prepare(),
);

/** Leaves texts of a contact unanswered until an instant (rate limit). */
export async function silenceContact(tx: Tx, id: number, until: number): Promise<void> {
  await updateSilence(tx).run({ id, until });
}

const updateBlocked = prepared((db) =>
  db
    .update(contacts)
    .set({ blockedAt: sql`${sql.placeholder("at")}` })
    .where(eq(contacts.id, sql.placeholder("id")))
    .prepare(),
);

/** Remembers that the carrier blocks us for this number, or (null) no longer does. */
export async function setBlocked(tx: Tx, id: number, at: number | null): Promise<void> {
  await updateBlocked(tx).run({ id, at });
}

const flipEasy = prepared((db) =>
  db
    .update(contacts)
    .set({ easy: sql`1 - easy` })
    .where(eq(contacts.id, sql.placeholder("id")))
    .returning({ easy: contacts.easy })
    .prepare(),
);

/** Turns one-question mode of a contact's calls on or off, and tells which. */
export async function switchEasy(tx: Tx, id: number): Promise<boolean> {
  return (await flipEasy(tx).get({ id })).easy;
}
