import type { Answer, Visit } from "../core/effects.ts";
import type { Tx } from "../store/engine.ts";
import { personCount } from "../store/patients.ts";
import { visitFor, visitsAhead } from "../store/visits.ts";
import type { Asker } from "./asker.ts";
import { toVisit } from "./visit.ts";

/** A text that named visits is forgotten after a day (DESIGN 6.2). */
const NAMED_LASTS_MS = 24 * 3_600_000;

/** The live visits ahead of everybody this contact speaks for. */
export async function listVisits(tx: Tx, asker: Asker): Promise<Answer> {
  const rows = await visitsAhead(tx, asker.contactId);
  const persons = await personCount(tx, asker.contactId);
  return { type: "visits.listed", visits: rows.map((row) => toVisit(row, persons, tx.now)) };
}

/** The visits that 6, 7 and 8 speak about: those the last text named within a day, in whatever state they are now. */
export async function visitsInQuestion(tx: Tx, asker: Asker): Promise<Answer> {
  const visits: Visit[] = [];
  const ids = tx.now - asker.namedAt < NAMED_LASTS_MS ? asker.named : [];
  const persons = await personCount(tx, asker.contactId);
  for (const id of ids) {
    const row = await visitFor(tx, asker.contactId, id);
    if (row?.linked && row.reference !== null) visits.push(toVisit(row, persons, tx.now));
  }
  return { type: "visits.listed", visits };
}
