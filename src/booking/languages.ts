import type { Answer } from "../core/effects.ts";
import { rememberLanguage } from "../store/contacts.ts";
import type { Tx } from "../store/engine.ts";
import { activePlaces, locationById } from "../store/places.ts";
import type { Asker } from "./asker.ts";

/** The languages of the clinic she wrote to, or of all clinics where it is not known; on a call those that can be spoken. */
export async function listLanguages(tx: Tx, asker: Asker): Promise<Answer> {
  const own = asker.locationId === null ? undefined : await locationById(tx, asker.locationId);
  const languages = own?.languages ?? (await activePlaces(tx)).flatMap((place) => place.languages);
  return { type: "languages.listed", languages: asker.spoken ?? [...new Set(languages)] };
}

/** Remembers the language she chose; no guess changes it again. */
export async function setLanguage(tx: Tx, asker: Asker, language: string): Promise<Answer> {
  await rememberLanguage(tx, asker.contactId, language, "choice");
  return { type: "language.set" };
}
