import { createHash } from "node:crypto";

/** A strong tag of all that a value says, for what has no version of its own. */
export function tagOfBody(body: string): string {
  return createHash("sha256").update(body).digest("base64url").slice(0, 16);
}

/** The tags of an If-Match or If-None-Match header; a weak tag matches nothing, for ours are all strong. */
export function tagsIn(header: string): readonly string[] {
  return header
    .split(",")
    .map((item) => item.trim())
    .flatMap((item) => (item === "*" ? ["*"] : (/^"([\x21\x23-\x7e]*)"$/.exec(item)?.slice(1) ?? [])));
}
