import { XmlElement, XmlText } from "@rgrove/parse-xml";
import { SAY_LANGUAGES } from "./say-languages.ts";
import { type Attributes, SchemaError, timesOf } from "./schema.ts";
import { speechSeconds } from "./speech-seconds.ts";
import type { Sound } from "./verbs.ts";

/** Twilio reads no longer text aloud. */
const SAY_MAX = 4_096;
/** Marks of speech that may stand inside `<Say>`; their words are spoken like any others. */
const SPEECH_MARKS = new Set(["break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"]);
const RATES: Readonly<Record<string, number>> = { "x-slow": 0.5, slow: 0.75, medium: 1, fast: 1.5, "x-fast": 2 };

/** Reads a `<Say>`, and how long it takes. */
export function sayOf(element: XmlElement, { language = "en-US", voice, ...others }: Attributes): Sound {
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
