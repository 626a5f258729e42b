import type { Alternative, LineResult } from "../../core/receipt.ts";
import type { Sentence } from "../../core/sentence.ts";
import { localParts } from "../../core/time.ts";
import type { Tx } from "../../store/engine.ts";
import { type PatientRow, patientRow } from "../../store/patient-records.ts";
import { isCovert } from "../../store/people-visits.ts";
import type { Worker } from "../../store/workers.ts";
import type { Asker } from "../asker.ts";

/** Who asks, as a worker. */
export type Scene = { readonly asker: Asker & { readonly workerId: number }; readonly worker: Worker };

/** Somebody a worker looks after. */
export type Person = PatientRow & { readonly isCovert: boolean };

/** A patient as she stands in a receipt. */
export async function personOf(tx: Tx, id: number): Promise<Person | null> {
  const row = await patientRow(tx, id);
  return row ? { ...row, isCovert: await isCovert(tx, id) } : null;
}

/** Her code and her name as the worker's check; a covert patient is her code alone. */
export function named({ code, name, nickname, isCovert }: Person): { readonly code: string; readonly called: string } {
  return { code, called: isCovert ? "" : (name ?? nickname ?? "") };
}

/** All that tells who somebody is: name, age, village. */
export function described(person: Person, now: number, zone: string): { readonly code: string; readonly who: string } {
  const { code, name, nickname, yearOfBirth, village, isCovert } = person;
  const age = yearOfBirth === null ? null : Number(localParts(now, zone).day.slice(0, 4)) - yearOfBirth;
  const place = village?.replace(/(?<!\p{L})\p{Ll}/gu, (letter) => letter.toUpperCase()) ?? null;
  return { code, who: isCovert ? "" : [name ?? nickname, age, place].filter((part) => part !== null).join(" ") };
}

/** What a line came to. */
export function result(line: Sentence, more: Partial<LineResult> = {}): LineResult {
  return { line, more: [], alternatives: [], alone: line, visits: [], isChange: false, ...more };
}

/** A line that was not done, with what would do instead; `alone` is said where there is no such thing. */
export function instead(line: Sentence, alone: Sentence, alternatives: readonly Alternative[]): LineResult {
  return alternatives.length > 0 ? result(line, { alternatives, alone }) : result(alone);
}
