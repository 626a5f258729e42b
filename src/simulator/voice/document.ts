import { parseXml, XmlElement, XmlError, XmlText } from "@rgrove/parse-xml";
import { SAY_LANGUAGES } from "./say-languages.ts";
import { speechSeconds } from "./speech-seconds.ts";
import type { Gather, Sound, Verb } from "./verbs.ts";

/** A document for a call, or why it is none, with Twilio's code: 12100 is no XML, 12200 is XML that is no TwiML. */
export type CallDocument =
  | { readonly ok: true; readonly verbs: readonly Verb[] }
  | { readonly ok: false; readonly code: 12100 | 12200; readonly problem: string };

type Attributes = Readonly<Record<string, string>>;

/** Twilio reads no longer text aloud. */
const SAY_MAX = 4_096;
/** What `loop="0"`, for ever, comes to. */
const LOOPS_MAX = 1_000;

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  Response: [],
  Say: ["voice", "language", "loop"],
  Play: ["loop"],
  Pause: ["length"],
  Gather: [
    "input",
    "numDigits",
    "finishOnKey",
    "timeout",
    "action",
    "method",
    "actionOnEmptyResult",
    "language",
    "hints",
  ],
  Redirect: ["method"],
  Hangup: [],
  Reject: ["reason"],
};

/** Marks of speech that may stand inside `<Say>`; their words are spoken like any others. */
const SPEECH_MARKS = new Set(["break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"]);
const RATES: Readonly<Record<string, number>> = { "x-slow": 0.5, slow: 0.75, medium: 1, fast: 1.5, "x-fast": 2 };

/** Something that Twilio's schema of TwiML does not allow. */
class SchemaError extends Error {}

/** Reads a TwiML document for a call, more strictly than Twilio, which only warns of what it does not know. */
export function callDocument(xml: string): CallDocument {
  try {
    const { root } = parseXml(xml);
    if (root?.name !== "Response") throw new SchemaError("the document is not a <Response>");
    attributesOf(root);
    return { ok: true, verbs: elementsIn(root).map(verbOf) };
  } catch (error) {
    if (error instanceof XmlError) return { ok: false, code: 12100, problem: error.message.split("\n")[0] ?? "" };
    if (error instanceof SchemaError) return { ok: false, code: 12200, problem: error.message };
    throw error;
  }
}

function verbOf(element: XmlElement): Verb {
  const attributes = attributesOf(element);
  switch (element.name) {
    case "Gather":
      return gatherOf(element, attributes);
    case "Redirect":
      return { verb: "redirect", url: addressIn(element) };
    case "Hangup":
      return { verb: "hangup" };
    case "Reject":
      return { verb: "reject", reason: oneOf(["rejected", "busy"], attributes["reason"] ?? "rejected") };
    default:
      return soundOf(element, attributes);
  }
}

function soundOf(element: XmlElement, attributes: Attributes): Sound {
  switch (element.name) {
    case "Say":
      return sayOf(element, attributes);
    case "Play":
      return { verb: "play", url: addressIn(element), times: timesOf(attributes) };
    case "Pause":
      return { verb: "pause", seconds: wholeNumber("length", attributes["length"] ?? "1", 1) };
    default:
      throw new SchemaError(`<${element.name}> may not stand here`);
  }
}

function sayOf(element: XmlElement, { language = "en-US", voice, ...others }: Attributes): Sound {
  if (!SAY_LANGUAGES.has(language)) throw new SchemaError(`<Say> has no language ${language}`);
  // The voices of Google are named after their language.
  const spoken = /^Google\.(\w+-\w+)-/.exec(voice ?? "")?.[1] ?? language;
  if (spoken !== language) throw new SchemaError(`the voice ${voice} does not speak ${language}`);
  const text = element.text.replace(/\s+/g, " ").trim();
  if (text === "" || text.length > SAY_MAX) throw new SchemaError("<Say> must hold 1 to 4096 characters");
  return { verb: "say", text, voice: voice ?? null, language, seconds: secondsOf(element) * timesOf(others) };
}

/** Seconds of speech in an element and the marks inside it. */
function secondsOf({ children, name, attributes }: XmlElement): number {
  const inside = children.map((child) => {
    if (child instanceof XmlText) return speechSeconds(child.text);
    if (!(child instanceof XmlElement)) return 0;
    if (!SPEECH_MARKS.has(child.name)) throw new SchemaError(`<${child.name}> may not stand in <Say>`);
    return secondsOf(child);
  });
  const sum = inside.reduce((total, seconds) => total + seconds, 0);
  if (name === "break") return breakSeconds(attributes["time"]);
  return name === "prosody" ? sum / rateOf(attributes["rate"] ?? "medium") : sum;
}

function breakSeconds(time = "1s"): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(time) ?? [];
  if (count === undefined) throw new SchemaError(`a break of ${time} makes no sense`);
  return unit === "ms" ? Number(count) / 1_000 : Number(count);
}

function rateOf(rate: string): number {
  const value = RATES[rate] ?? Number(/^(\d+)%$/.exec(rate)?.[1]) / 100;
  if (!(value >= 0.2 && value <= 2)) throw new SchemaError(`speech has no rate ${rate}`);
  return value;
}

function gatherOf(element: XmlElement, attributes: Attributes): Gather {
  const {
    finishOnKey = "#",
    numDigits,
    timeout = "5",
    action,
    actionOnEmptyResult = "false",
    input = "dtmf",
  } = attributes;
  oneOf(["dtmf", "dtmf speech", "speech dtmf"], input);
  if (!/^[0-9*#]?$/.test(finishOnKey)) throw new SchemaError(`finishOnKey is one key or none, not ${finishOnKey}`);
  return {
    verb: "gather",
    sounds: elementsIn(element).map((child) => soundOf(child, attributesOf(child))),
    numDigits: numDigits === undefined ? null : wholeNumber("numDigits", numDigits, 1),
    finishOnKey,
    timeout: wholeNumber("timeout", timeout, 1),
    action: action ?? null,
    actionOnEmptyResult: oneOf(["true", "false"], actionOnEmptyResult) === "true",
  };
}

/** The elements in an element; words may not stand between them, nor anything in an empty one. */
function elementsIn({ children, name }: XmlElement): readonly XmlElement[] {
  return children.flatMap((child) => {
    if (child instanceof XmlElement) return [child];
    if (child instanceof XmlText && child.text.trim() !== "") throw new SchemaError(`<${name}> holds words`);
    return [];
  });
}

function addressIn(element: XmlElement): string {
  const url = element.text.trim();
  if (url === "" || element.children.some((child) => child instanceof XmlElement)) {
    throw new SchemaError(`<${element.name}> holds no address`);
  }
  return url;
}

function attributesOf({ name, attributes }: XmlElement): Attributes {
  const known = KNOWN[name];
  if (known === undefined) throw new SchemaError(`<${name}> is no verb of this provider`);
  const strange = Object.keys(attributes).find((attribute) => !known.includes(attribute));
  if (strange !== undefined) throw new SchemaError(`<${name}> has no attribute ${strange}`);
  // This provider always posts, as every address of ours wants it.
  oneOf(["POST"], attributes["method"] ?? "POST");
  return attributes;
}

function timesOf({ loop = "1" }: Attributes): number {
  const times = wholeNumber("loop", loop, 0);
  return times === 0 ? LOOPS_MAX : Math.min(times, LOOPS_MAX);
}

function wholeNumber(name: string, value: string, least: number): number {
  if (!/^\d{1,4}$/.test(value) || Number(value) < least) throw new SchemaError(`${name} cannot be ${value}`);
  return Number(value);
}

function oneOf<T extends string>(choices: readonly T[], value: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new SchemaError(`${value} is none of ${choices.join(", ")}`);
  return found;
}
