import { isIP } from "node:net";
import type { Context } from "koa";
import { bodyOf } from "./body.ts";

type Asked = Readonly<Record<string, unknown>>;

/** A JSON body from this very page: any other site's form or script could otherwise send texts from somebody's laptop. */
export async function ownJson(ctx: Context, publicUrl: string): Promise<Asked> {
  if (!isOwn(ctx, publicUrl) || !ctx.is("application/json")) ctx.throw(403);
  const text = await bodyOf(ctx.req);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return ctx.throw(400);
  }
}

/** The handset and the number of ours in a request; anything else is refused. */
export function askedNumbers(ctx: Context, { from, to }: Asked, numbers: readonly { readonly phone: string }[]) {
  if (typeof from !== "string" || !/^[+\w-]{1,20}$/.test(from)) return ctx.throw(400);
  if (typeof to !== "string" || !numbers.some(({ phone }) => phone === to)) return ctx.throw(400);
  return { from, to };
}

/** Browsers name the origin of every POST; programs such as the terminal phone do not. */
function isOwn(ctx: Context, publicUrl: string): boolean {
  const origin = ctx.get("origin");
  if (origin === "") return true;
  if (!URL.canParse(origin)) return false;
  const { host, hostname } = new URL(origin);
  // A strange name that was made to point here (DNS rebinding) also agrees with Host, so the name itself must be ours.
  const isKnown =
    hostname === "localhost" || isIP(hostname.replace(/[[\]]/g, "")) !== 0 || host === new URL(publicUrl).host;
  return isKnown && host === ctx.host;
}
