/** A form's parameters exactly as sent: nothing trimmed or coerced, a repeated name as an array. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

/** Twilio sends about 20 parameters, 40 with ten attachments. */
const parametersMax = 200;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The parameters of a urlencoded body, or null when it is not valid percent-encoding, not UTF-8 or has over 200 of them. */
export function formOf(body: Uint8Array): Form | null {
  // Without a prototype, a parameter called __proto__ is a parameter like any other.
  const form: Record<string, string | string[]> = Object.create(null);
  try {
    const pairs = utf8.decode(body).split("&");
    if (pairs.length > parametersMax) return null;
    for (const pair of pairs) {
      if (pair !== "") add(form, pair);
    }
    return form;
  } catch {
    return null;
  }
}

/** The one value of a parameter; undefined when it is absent or was sent more than once. */
export function single(form: Form, name: string): string | undefined {
  const value = form[name];
  return typeof value === "string" ? value : undefined;
}

function add(form: Record<string, string | string[]>, pair: string): void {
  const equals = pair.indexOf("=");
  const name = decoded(equals === -1 ? pair : pair.slice(0, equals));
  const value = equals === -1 ? "" : decoded(pair.slice(equals + 1));
  const before = form[name];
  if (before === undefined) form[name] = value;
  else if (typeof before === "string") form[name] = [before, value];
  else before.push(value);
}

/** `decodeURIComponent` throws on broken percent-encoding and on bytes that are not UTF-8, which is what is wanted here. */
function decoded(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  return spaced.includes("%") ? decodeURIComponent(spaced) : spaced;
}
