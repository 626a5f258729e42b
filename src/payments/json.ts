/** A JSON object nobody has looked into yet. */
export type Json = Readonly<Record<string, unknown>>;

/** A body as a JSON object; null where it is none. */
export function jsonOf(body: Uint8Array | string): Json | null {
  try {
    const value: unknown = JSON.parse(typeof body === "string" ? body : Buffer.from(body).toString("utf8"));
    return isJson(value) ? value : null;
  } catch {
    return null;
  }
}

/** Tells an object from anything else. */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member as text: some providers write numbers now as numbers, now as text. */
export function textIn(from: Json | null, name: string): string | null {
  const value = from?.[name];
  if (typeof value === "string" && value !== "") return value;
  return typeof value === "number" ? String(value) : null;
}

/** A member that is an object. */
export function objectIn(from: Json | null, name: string): Json | null {
  const value = from?.[name];
  return isJson(value) ? value : null;
}
