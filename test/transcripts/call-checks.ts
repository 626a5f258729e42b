import { expect } from "vitest";
import { voiceOf } from "../../src/channels/twilio/voices.ts";
import { choicesOf, takesKeys } from "../../src/core/call.ts";
import { type CallScript, secondsOf, type Utterance, wordsOf } from "../../src/core/call-script.ts";
import { optionsOn } from "../../src/core/prompt.ts";
import type { Spoken } from "../../src/core/speaking.ts";
import { callDocument } from "../../src/simulator/voice/document.ts";
import type { Verb } from "../../src/simulator/voice/verbs.ts";

/** One answer of a call: what it was made of, and the document that came of it. */
export type Answer = {
  readonly about: Spoken;
  readonly script: CallScript;
  readonly document: string;
  /** Recordings that were asked for and are not among those a language needs. */
  readonly unheard: readonly string[];
};

/** Nobody listens longer before she knows a key. */
const SECONDS_MAX = 30;
/** Where nothing is asked any more, and the clinic's number may have been said twice. */
const SECONDS_MAX_AT_END = 40;
/** A list longer than this cannot be kept in mind; then 9 (DESIGN 6.2). */
const CHOICES_MAX = 4;
/** What only somebody who reads could do, in any of our languages. */
const TEXTING = /=|\b[Ss]end\b|\be\.g\.|[{}]|undefined|\bnull\b|\bNaN\b/;

/** All words of an answer, one line for each utterance. */
export function wordsSaid({ say, expects }: CallScript): readonly string[] {
  return [...say, ...(expects.kind === "each" ? expects.options : [])].map(wordsOf);
}

/** What holds of every answer on a call, whatever was pressed. */
export function expectDecent(answer: Answer): void {
  const { script, document, unheard } = answer;
  const words = wordsSaid(script);
  expect(words.filter((one) => one === "" || TEXTING.test(one)).join("\n")).toBe("");
  // Names of people are never recorded; in their place stands what they are.
  expect(unheard).toEqual([]);
  const read = callDocument(document);
  expect(read).toMatchObject({ ok: true });
  if (read.ok) expectWayOn(read.verbs, script);
  expect(played(document)).toEqual(recordingsDue(script));
  expectKeys(answer);
  // Before a language is known nothing is said but the languages.
  if (answer.about.language === null) expect(script.say).toHaveLength(answer.about.prompt?.options.length ?? 0);
  expect(secondsBeforeKey(answer), words.join("\n")).toBeLessThanOrEqual(
    answer.about.asking?.kind === "next" ? SECONDS_MAX_AT_END : SECONDS_MAX,
  );
}

/** Silence leads on, or the call ends after its last words: there is neither a dead end nor a silent hang-up. */
function expectWayOn(verbs: readonly Verb[], { expects, turn }: CallScript): void {
  const last = verbs.at(-1);
  const gathers = verbs.filter((verb) => verb.verb === "gather");
  if (expects.kind === "end") {
    expect(last).toEqual({ verb: "hangup" });
    expect(gathers).toEqual([]);
    expect(verbs.length).toBeGreaterThan(1);
    return;
  }
  const on = `/twilio/voice/turn?n=${turn}`;
  expect(last).toMatchObject({ verb: "redirect", url: expect.stringContaining(on) });
  expect(gathers.length).toBe(verbs.length - 1);
  for (const { sounds, action } of gathers) {
    expect(sounds.length).toBeGreaterThan(0);
    expect(action).toContain(on);
  }
}

/** The keys that are said are those that are taken, in this order, and no more than can be kept in mind. */
function expectKeys({ about: { asking, prompt, easy }, script }: Answer): void {
  if (asking?.kind !== "prompt" || prompt === null) return;
  if (takesKeys(prompt) || easy) {
    const each = { kind: "each", options: { length: optionsOn("call", prompt).length } };
    expect(script.expects).toMatchObject(takesKeys(prompt) ? { kind: "keys" } : each);
    return;
  }
  const choices = choicesOf(prompt, asking.page);
  expect(choices.length).toBeGreaterThan(0);
  expect(choices.filter(({ key }) => key !== 9).length).toBeLessThanOrEqual(CHOICES_MAX);
  const said = script.say.slice(-choices.length).map(({ pieces }) => pieces.flatMap(({ audio }) => audio));
  for (const [at, { key }] of choices.entries()) expect(said[at]).toContain(`number.${key}`);
}

/**
 * Seconds of speech until the first key has been named with what it is for, estimated at 150 words a minute, half a second
 * at each full stop and a quarter at a comma (`secondsOf`). A key interrupts speech, so who knows hers waits for nothing.
 */
function secondsBeforeKey({ about: { asking, prompt }, script }: Pick<Answer, "about" | "script">): number {
  const { say, expects } = script;
  if (expects.kind === "each") return seconds([...say, ...expects.options.slice(0, 1)]);
  const isList = asking?.kind === "prompt" && prompt !== null && !takesKeys(prompt);
  if (isList) return seconds(say.slice(0, say.length - choicesOf(prompt, asking.page).length + 1));
  // Elsewhere a key stands within a sentence: "For another time, press 7. To cancel …".
  const at = say.findIndex(({ pieces }) => pieces.some(({ audio }) => audio.some((name) => NAMES_KEY.test(name))));
  return at < 0 ? seconds(say) : seconds(say.slice(0, at)) + untilKey(say[at]);
}

/** Sentences that name keys. */
const NAMES_KEY =
  /^(visit\.keys|move\.keys|confirm\.keys|cancel\.keys|visit\.was\.cancelled|call\.next|pay\.keys|year\.title)\b/;

function untilKey(utterance: Utterance | undefined): number {
  const words = utterance ? wordsOf(utterance) : "";
  const end = /^.*?\d[^.।]*[.।]/.exec(words)?.[0] ?? words;
  return secondsOf({ language: "", pieces: [{ words: end, audio: [] }] });
}

function seconds(utterances: readonly Utterance[]): number {
  return utterances.reduce((sum, one) => sum + secondsOf(one), 0);
}

/** The names of all recordings that a document plays. */
function played(document: string): readonly string[] {
  return [...document.matchAll(/<Play>[^<]*\/([^/<]+)\.wav<\/Play>/g)].map((match) => match[1] ?? "");
}

/** The recordings that an answer has to play: none where there is a voice; a person's name is what she is. */
function recordingsDue(script: CallScript): readonly string[] {
  const options = script.expects.kind === "each" ? script.expects.options : [];
  return [...script.say, ...options]
    .filter(({ language }) => voiceOf(language) === null)
    .flatMap(({ pieces }) => pieces.flatMap(({ audio, instead = [] }) => (audio.length > 0 ? audio : instead)));
}
