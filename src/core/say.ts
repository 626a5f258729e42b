import type { Tell, Visit } from "./effects.ts";
import type { AnswerWord, ChannelKind, Digit, Option, OptionValue, Prompt, Takes } from "./prompt.ts";
import { type Sentence, type SentenceKey, sentence } from "./sentence.ts";

/** A tell that says one sentence. */
export function say<K extends SentenceKey>(...of: Parameters<typeof sentence<K>>): Tell {
  return { type: "say", sentence: sentence<K>(...of) };
}

/** A tell that asks a question and ends the step. */
export function ask(
  lines: readonly Sentence[],
  options: readonly Option[],
  takes: readonly Takes[] = [],
  visits: readonly Visit[] = [],
): Tell {
  const prompt: Prompt = { say: lines, options, takes };
  return visits.length === 0 ? { type: "prompt", prompt } : { type: "prompt", prompt, visits: visits.map((v) => v.id) };
}

/** One line of a menu. */
export function option(digit: number, value: OptionValue, label: Sentence, hears?: AnswerWord): Option {
  const plain = { digit: digit as Digit, value, label };
  return hears ? { ...plain, hears } : plain;
}

/** What my visits always offer last: one person's visits, texts, PIN and short name. */
export const PEOPLE = option(9, "people", sentence("people.entry"), "other");

/** The same option, offered only on one kind of channel. */
export function only(kind: ChannelKind, one: Option): Option {
  return { ...one, on: kind };
}

/** The line of a visit as its link's privacy allows: never its care, and its doctor only where the patient chose so (DESIGN 6.2). */
export function visitLine(visit: Visit): Sentence {
  const { at, reference, place: clinic, doctor, nickname: name } = visit;
  if (visit.privacy === "covert") return sentence("visit.covert", { at, reference });
  if (visit.privacy === "overt" && name === null) return sentence("visit.overt", { at, reference, clinic, doctor });
  if (name !== null) return sentence("visit.named", { name, at, reference, clinic });
  return sentence("visit.neutral", { at, reference, clinic });
}

/** The line of a visit, naming it so that 6, 7 and 8 speak about it. */
export function sayVisit(visit: Visit, purpose?: "booked" | "moved" | "cancelled"): Tell {
  const said = { type: "say", sentence: visitLine(visit), visits: [visit.id] } as const;
  return purpose ? { ...said, receipt: { purpose, visitId: visit.id, version: visit.version } } : said;
}

/** Short label of a visit in a list. */
export function visitLabel(visit: Visit): Sentence {
  return visit.nickname === null
    ? sentence("visit.label", { at: visit.at })
    : sentence("visit.label.named", { at: visit.at, name: visit.nickname });
}
