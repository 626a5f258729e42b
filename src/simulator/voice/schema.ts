import { XmlElement, XmlText } from "@rgrove/parse-xml";

/** The attributes of an element, as they were written. */
export type Attributes = Readonly<Record<string, string>>;

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

/** Something that Twilio's schema of TwiML does not allow. */
export class SchemaError extends Error {}

/** The elements in an element, between which no words may stand. */
export function elementsIn({ children, name }: XmlElement): readonly XmlElement[] {
  return children.flatMap((child) => {
    if (child instanceof XmlElement) return [child];
    if (child instanceof XmlText && child.text.trim() !== "") throw new SchemaError(`<${name}> holds words`);
    return [];
  });
}

/** The address that an element holds, and nothing else. */
export function addressIn(element: XmlElement): string {
  const url = element.text.trim();
  if (url === "" || element.children.some((child) => child instanceof XmlElement)) {
    throw new SchemaError(`<${element.name}> holds no address`);
  }
  return url;
}

/** The attributes of a verb, all of which are known. */
export function attributesOf({ name, attributes }: XmlElement): Attributes {
  const known = KNOWN[name];
  if (known === undefined) throw new SchemaError(`<${name}> is no verb of this provider`);
  const strange = Object.keys(attributes).find((attribute) => !known.includes(attribute));
  if (strange !== undefined) throw new SchemaError(`<${name}> has no attribute ${strange}`);
  // This provider always posts, as every address of ours wants it.
  oneOf(["POST"], attributes["method"] ?? "POST");
  return attributes;
}

/** How often a sound is heard. */
export function timesOf({ loop = "1" }: Attributes): number {
  const times = wholeNumber("loop", loop, 0);
  return times === 0 ? LOOPS_MAX : Math.min(times, LOOPS_MAX);
}

/** A whole number, at least so much. */
export function wholeNumber(name: string, value: string, least: number): number {
  if (!/^\d{1,4}$/.test(value) || Number(value) < least) throw new SchemaError(`${name} cannot be ${value}`);
  return Number(value);
}

/** One of some words. */
export function oneOf<T extends string>(choices: readonly T[], value: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new SchemaError(`${value} is none of ${choices.join(", ")}`);
  return found;
}
