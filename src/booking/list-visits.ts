import type { Answer, Visit } from "../core/effects.ts";
import type { Tx } from "../store/engine.ts";
import { personCount } from "../store/patients.ts";
import { visitsOfPerson, visitsShown } from "../store/visits.ts";
import type { Asker } from "./asker.ts";
import { personsOn, toVisit } from "./visit.ts";
import { seenVisit } from "./workers/acting.ts";

/** A text that named visits is forgotten after a day (DESIGN 6.2). */
const NAMED_LASTS_MS = 24 * 3_600_000;

/** The live visits ahead of everybody this phone shows, or of one person who has given her PIN if she has one. */
export async function listVisits(tx: Tx, { contactId }: Asker, patientId?: number): Promise<Answer> {
  const rows =
    patientId === undefined ? await visitsShown(tx, contactId) : await visitsOfPerson(tx, { contactId, patientId });
  const persons = await personCount(tx, contactId);
  const visits = rows.map((row) => toVisit(row, persons, tx.now));
  return { type: "visits.listed", visits: patientId === undefined ? visits : visits.filter(({ guarded }) => !guarded) };
}

/**
 * The visits that 6, 7 and 8 speak about: those the last text named within a day, and every pushed one still unanswered, in
 * whatever state they are now.
 */
export async function visitsInQuestion(tx: Tx, asker: Asker): Promise<Answer> {
  const visits: Visit[] = [];
  const named = tx.now - asker.namedAt < NAMED_LASTS_MS ? asker.named : [];
  const pushed = (asker.pushed ?? []).map(({ visitId }) => visitId);
  for (const id of new Set([...named, ...pushed])) {
    const visit = await linkedVisit(tx, asker, id);
    if (visit) visits.push(visit);
  }
  return { type: "visits.listed", visits };
}

/** The visit that a push is about, as it is now. */
export async function findPushed(tx: Tx, asker: Asker, visitId: number): Promise<Answer> {
  const visit = await linkedVisit(tx, asker, visitId);
  return visit ? { type: "visit.found", visit } : { type: "visit.unknown" };
}

/** A visit of somebody this contact speaks for, with what a push asked about it. */
async function linkedVisit(tx: Tx, asker: Asker, id: number): Promise<Visit | null> {
  const row = await seenVisit(tx, asker.contactId, id);
  if (!row?.linked || row.reference === null) return null;
  const visit = toVisit(row, await personsOn(tx, asker, row), tx.now);
  const next = asker.pushed?.find(({ visitId }) => visitId === id)?.next;
  return next ? { ...visit, next } : visit;
}
