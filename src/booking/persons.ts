import type { Answer, Person } from "../core/effects.ts";
import type { Tx } from "../store/engine.ts";
import { isLinked, patientByCode, patientById, personCount, personsShown, setYearOfBirth } from "../store/patients.ts";
import { needsPin } from "../store/privacy.ts";
import type { Asker } from "./asker.ts";
import { hasGuessedTooOften, noteGuess } from "./guesses.ts";

/** Everybody whom this phone shows, and how many it serves. */
export async function listPersons(tx: Tx, { contactId }: Asker): Promise<Answer> {
  const persons = (await personsShown(tx, contactId)).map(personOf);
  return { type: "persons.listed", persons, serves: await personCount(tx, contactId) };
}

/**
 * The patient with this code, alike whether this phone speaks for her or not: it comes to do so only by booking. Ten wrong
 * codes a day, and nothing is answered any more.
 */
export async function findPerson(tx: Tx, asker: Asker, code: string): Promise<Answer> {
  if (await hasGuessedTooOften(tx, asker, "code.unknown")) return { type: "silence.due" };
  const row = await patientByCode(tx, code);
  if (row) {
    const { contactId } = asker;
    return { type: "person.found", patientId: row.id, isGuarded: await needsPin(tx, { contactId, patientId: row.id }) };
  }
  await noteGuess(tx, asker, "code.unknown");
  return { type: "person.unknown" };
}

/** Writes down a year of birth and answers the patient's code. */
export async function setYear(tx: Tx, asker: Asker, patientId: number, year: number): Promise<Answer> {
  const row = await patientById(tx, patientId);
  if (!row || !(await isLinked(tx, asker.contactId, patientId))) {
    return { type: "refused", refusal: { reason: "unknown" } };
  }
  await setYearOfBirth(tx, patientId, year);
  return { type: "year.set", code: row.code };
}

/** Somebody without a name yet is shown by her code. */
function personOf(row: { readonly id: number; readonly nickname: string | null; readonly code: string }): Person {
  return { id: row.id, nickname: row.nickname ?? row.code };
}
