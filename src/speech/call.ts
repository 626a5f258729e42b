import { type Asking, choicesOf, takesKeys } from "../core/call.ts";
import type { CallScript, Piece, Utterance } from "../core/call-script.ts";
import { type Option, optionsOn, type Prompt } from "../core/prompt.ts";
import { option } from "../core/say.ts";
import { sentence } from "../core/sentence.ts";
import type { Spoken } from "../core/speaking.ts";
import { saysVisit, withoutPin } from "./spare.ts";
import type { Speech } from "./spoken.ts";

/** Most digits a question takes, with room for one too many: a code has 6, a year 4, a date 4. */
const KEYS_MAX = 8;

/** What a call says: what was told, then the question in the way this person is asked. */
export function callScript(speech: Speech, spoken: Spoken): CallScript {
  const { tells, asking, prompt, language, turn, easy, isShort } = spoken;
  const tag = speech.spokenAs(language ?? "en");
  // Before a language is known, nothing is said in any but the languages themselves.
  const told = saysVisit(tells) ? withoutPin(tells) : tells;
  const said = (language === null ? [] : told).flatMap((tell) => {
    // A receipt is to be read, and comes by text.
    if (tell.type === "receipt") return [speech.sentence(sentence("worker.texted"), tag)];
    return tell.type === "say" ? [speech.sentence(tell.sentence, tag)] : [];
  });
  const asked = asking === null ? END : askedBy(speech, { asking, prompt, tag, easy });
  const lead = isShort || language === null ? [] : asked.lead;
  const say = [...said.map((pieces) => ({ language: tag, pieces })), ...lead, ...asked.keys];
  return { turn, say, expects: asked.expects, slowly: isShort };
}

type Asked = {
  /** Said before the keys; left out when a question is repeated shorter. */
  readonly lead: readonly Utterance[];
  readonly keys: readonly Utterance[];
  readonly expects: CallScript["expects"];
};

const END: Asked = { lead: [], keys: [], expects: { kind: "end" } };

type Question = {
  readonly asking: Asking;
  readonly prompt: Prompt | null;
  readonly tag: string;
  readonly easy: boolean;
};

function askedBy(speech: Speech, { asking, prompt, tag, easy }: Question): Asked {
  const utterance = (pieces: readonly Piece[]): Utterance => ({ language: tag, pieces });
  if (asking.kind === "readback") {
    const choice = labelOf(speech, asking.option, tag);
    const pieces = speech.filled(easy ? "format.readback.easy" : "format.readback", tag, { choice: choice.pieces });
    return { lead: [], keys: [utterance(pieces)], expects: { kind: "key" } };
  }
  if (asking.kind === "next" || asking.kind === "proof") {
    const asked = sentence(asking.kind === "next" ? "call.next" : "call.proof");
    return { lead: [], keys: [utterance(speech.sentence(asked, tag))], expects: { kind: "key" } };
  }
  const open = asking.kind === "resume" ? RESUME : prompt;
  if (open === null) return END;
  const lead = open.say.map((line) => utterance(speech.sentence(line, tag)));
  if (takesKeys(open)) return { lead: [], keys: lead, expects: { kind: "keys", max: KEYS_MAX } };
  if (easy && asking.kind === "prompt") {
    const options = optionsOn("call", open).map((one) => each(speech, one, tag));
    return { lead, keys: [], expects: { kind: "each", options } };
  }
  const choices = choicesOf(open, asking.kind === "prompt" ? asking.page : 0);
  const keys = choices.map(({ key, option: one }) => keyed(speech, one ?? more(open), key, tag));
  return { lead, keys, expects: { kind: "key" } };
}

/** What is asked of somebody who rings with a question open. */
const RESUME: Prompt = {
  say: [sentence("call.resume")],
  options: [option(1, "go", sentence("call.resume.go")), option(2, "new", sentence("call.resume.new"))],
  takes: [],
};

/** What the key for the next page stands for: more visits, or more of whatever it is. */
function more({ options }: Prompt): Option {
  const isOfVisits = options.some(({ label }) => label.key === "visit.label" || label.key === "visit.label.named");
  return option(9, "more", sentence(isOfVisits ? "visits.more" : "worker.more"));
}

/** A language is offered in its own voice: who understands it hears it. */
function labelOf(speech: Speech, { label }: Option, tag: string): Utterance {
  const language = label.key === "language.name" ? speech.spokenAs(label.with.language) : tag;
  return { language, pieces: speech.sentence(label, language) };
}

/** One choice at a time: any key takes it while it is said. */
function each(speech: Speech, one: Option, tag: string): Utterance {
  const { language, pieces } = labelOf(speech, one, tag);
  return { language, pieces: speech.filled("format.each", language, { choice: pieces }) };
}

/** Option before digit: who waits for hers need not keep the digits before it in mind. */
function keyed(speech: Speech, one: Option, key: number, tag: string): Utterance {
  const digit = { words: String(key), audio: [`number.${key}`] };
  const { language, pieces } = labelOf(speech, one, tag);
  if (one.label.key === "language.name") {
    return { language, pieces: speech.filled("format.option.language", language, { key: [digit] }) };
  }
  return { language, pieces: speech.filled("format.option", tag, { choice: pieces, key: [digit] }) };
}
