import { parseXml, type XmlElement, XmlError } from "@rgrove/parse-xml";
import { sayOf } from "./say.ts";
import {
  type Attributes,
  addressIn,
  attributesOf,
  elementsIn,
  oneOf,
  SchemaError,
  timesOf,
  wholeNumber,
} from "./schema.ts";
import type { Gather, Sound, Verb } from "./verbs.ts";

/** A document for a call, or why it is none, with Twilio's code: 12100 is no XML, 12200 is XML that is no TwiML. */
export type CallDocument =
  | { readonly ok: true; readonly verbs: readonly Verb[] }
  | { readonly ok: false; readonly code: 12100 | 12200; readonly problem: string };

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

/** Verbs that stand for themselves. */
const EMPTY = new Set(["Hangup", "Pause", "Reject"]);

function verbOf(element: XmlElement): Verb {
  const attributes = attributesOf(element);
  if (EMPTY.has(element.name) && elementsIn(element).length > 0)
    throw new SchemaError(`<${element.name}> is not empty`);
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
