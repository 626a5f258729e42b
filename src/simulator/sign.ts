import { createHmac } from "node:crypto";

/** Form fields of a request, as Twilio sends them. */
export type Fields = Readonly<Record<string, string>>;

/** Twilio's signature of a form post: HMAC-SHA1 over the address and the fields in order of name (Twilio's security guide). */
export function signature(authToken: string, url: string, fields: Fields): string {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}${fields[name]}`)
    .join("");
  return createHmac("sha1", authToken).update(`${url}${text}`, "utf8").digest("base64");
}
