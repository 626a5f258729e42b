import type { Context } from "koa";
import { refuse } from "../../core/problem.ts";
import { readBody } from "../body.ts";

/** Our largest request has a dozen short members. */
const BYTES_MAX = 16 * 1024;
/** Ours nest three deep; a parser further on should never meet a tower. */
const DEPTH_MAX = 8;

/** The JSON of a request, or an empty object if it has no body; refuses everything else. */
export async function readJson(ctx: Context): Promise<unknown> {
  if (!isSent(ctx)) return {};
  const encoding = ctx.get("content-encoding");
  const isJson = /^application\/json\s*(;\s*charset=(utf-8|"utf-8")\s*)?$/i.test(ctx.get("content-type"));
  if (!isJson || (encoding !== "" && encoding !== "identity")) refuse({ type: "unsupported-media-type" });
  const text = textOf(await readBody(ctx, BYTES_MAX));
  if (depthOf(text) > DEPTH_MAX) refuseBody("too-deep");
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return refuseBody("not-json");
  }
}

function isSent(ctx: Context): boolean {
  const length = ctx.get("content-length");
  return ctx.get("transfer-encoding") !== "" || (length !== "" && length !== "0");
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refuseBody("not-utf-8");
  }
}

function refuseBody(code: string): never {
  refuse({ type: "invalid-request", errors: [{ in: "body", pointer: "", code }] });
}

/** How deep brackets nest, those within strings left out. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of text.replace(/"(?:[^"\\]|\\.)*"?/gs, "").matchAll(/[[{}\]]/g)) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
