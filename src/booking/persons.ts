import type { Answer, Person } from "../core/effects.ts";
import type { Tx } from "../store/engine.ts";
import { isLinked, patientByCode, patientById, personsOf, setYearOfBirth } from "../store/patients.ts";
import type { Asker } from "./asker.ts";
import { hasGuessedTooOften, noteGuess, phoneGuesser } from "./guesses.ts";
import { PERSONS_MAX } from "./limits.ts";

/** Everybody this contact speaks for, and whether there may be one more. */
export async function listPersons(tx: Tx, asker: Asker): Promise<Answer> {
  const rows = await personsOf(tx, asker.contactId);
  return { type: "persons.listed", persons: rows.map(personOf), mayAdd: rows.length < PERSONS_MAX };
}

/** The patient with this code; the contact comes to speak for her only by booking. Ten wrong codes a day end the guessing. */
export async function findPerson(tx: Tx, asker: Asker, code: string): Promise<Answer> {
  if (await hasGuessedTooOften(tx, phoneGuesser(asker), "code.unknown")) return { type: "person.unknown" };
  const row = await patientByCode(tx, code);
  if (row) return { type: "person.found", person: personOf(row) };
  await noteGuess(tx, phoneGuesser(asker), "code.unknown");
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
