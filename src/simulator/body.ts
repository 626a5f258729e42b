import type { IncomingMessage } from "node:http";

/** Four times the longest text with every character escaped. */
const BODY_MAX = 64 * 1024;

/** A request's body as text; throws an error with status 413 beyond 64 KiB. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_MAX) throw Object.assign(new RangeError("the body is too large"), { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
