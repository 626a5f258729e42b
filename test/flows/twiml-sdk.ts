import { readFileSync } from "node:fs";
import { parseXml, XmlElement } from "@rgrove/parse-xml";
import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";

/** What Twilio's SDK declares: the words of its unions, and the attributes of each verb. */
const declared = readFileSync("node_modules/twilio/lib/twiml/VoiceResponse.d.ts", "utf8");

function union(name: string): ReadonlySet<string> {
  const [, words = ""] = new RegExp(`type ${name} = ([^;]+);`).exec(declared) ?? [];
  return new Set([...words.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? ""));
}

function attributesOf(verb: string): ReadonlySet<string> {
  const [, body = ""] = new RegExp(`interface ${verb}Attributes \\{([^}]*)\\}`).exec(declared) ?? [];
  return new Set([...body.matchAll(/^\s*(\w+)\??:/gm)].map((match) => match[1] ?? ""));
}

const VOICES = union("SayVoice");
const LANGUAGES = union("SayLanguage");
const ATTRIBUTES = new Map(["Say", "Play", "Gather", "Pause", "Redirect"].map((verb) => [verb, attributesOf(verb)]));

/** The verbs as the SDK's builder has them, by their names. */
type Builder = Readonly<Record<string, (...of: readonly unknown[]) => Builder>> & { readonly toString: () => string };

/** In what a document differs from what the SDK's own builder would have made of it. */
export function* sdkFaults(document: string): Generator<string> {
  const { root } = parseXml(document);
  const built = new VoiceResponse() as unknown as Builder;
  for (const child of elementsIn(root)) yield* rebuilt(built, child);
  const [ours, theirs] = [plain(root), plain(parseXml(built.toString()).root)];
  if (ours !== theirs) yield `${ours} is built as ${theirs}`;
}

function* rebuilt(parent: Builder, { name, attributes, children, text }: XmlElement): Generator<string> {
  const known = ATTRIBUTES.get(name) ?? new Set();
  for (const [key, value] of Object.entries(attributes)) {
    if (!known.has(key)) yield `<${name}> has no attribute ${key}`;
    if (key === "voice" && !VOICES.has(value)) yield `there is no voice ${value}`;
    if (key === "language" && !LANGUAGES.has(value)) yield `there is no language ${value}`;
  }
  const inside = children.filter((child) => child instanceof XmlElement);
  const verb = parent[name.toLowerCase()];
  if (!verb) return yield `the builder has no <${name}> here`;
  const made = verb.call(parent, attributes, ...(inside.length === 0 && text !== "" ? [text] : []));
  for (const child of inside) yield* rebuilt(made, child);
}

function elementsIn(root: XmlElement | null): readonly XmlElement[] {
  return root?.children.filter((child) => child instanceof XmlElement) ?? [];
}

/** A document without what writing XML leaves open. */
function plain(element: XmlElement | null): string {
  return JSON.stringify(element?.toJSON(), (key, value) =>
    ["parent", "start", "end"].includes(key) ? undefined : value,
  );
}
