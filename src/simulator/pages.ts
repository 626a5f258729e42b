import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Router from "@koa/router";
import type { Context } from "koa";
import { bodyOf } from "./api.ts";
import type { Provider } from "./provider.ts";

/** What the page shows besides messages. */
export type Shown = {
  readonly numbers: readonly { readonly phone: string; readonly label: string }[];
  readonly handsets: readonly { readonly phone: string; readonly label: string; readonly note: string }[];
  /** Where phone.html, phone.css and phone.js are. */
  readonly pageFolder: string;
  /** What one segment costs, in the demo's money. */
  readonly segmentPrice: { readonly minor: number; readonly currency: string };
};

/** A page that waits for news is answered after this long all the same (ms). */
const WAIT_MS = 20_000;

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/phone": ["phone.html", "text/html; charset=utf-8"],
  "/phone/phone.css": ["phone.css", "text/css; charset=utf-8"],
  "/phone/phone.js": ["phone.js", "text/javascript; charset=utf-8"],
};

/** The page of keypad phones, and what it asks of the provider as JSON. */
export function phonePages(provider: Provider, shown: Shown): Router {
  const router = new Router();
  for (const [path, [file, type]] of Object.entries(FILES)) {
    router.get(path, async (ctx) => {
      ctx.type = type;
      ctx.set("Cache-Control", "no-cache");
      ctx.body = await readFile(join(shown.pageFolder, file));
    });
  }

  router.get("/phone/setup", (ctx) => {
    const { numbers, handsets, segmentPrice } = shown;
    ctx.body = { numbers, handsets, segmentPrice };
  });

  /** Every message after `after`; to whom has seen `revision` already only once there is another, or after 20 s. */
  router.get("/phone/messages", async (ctx) => {
    const seen = Number(ctx.query["after"] ?? 0) || 0;
    if (ctx.query["revision"] === String(provider.revision())) await newsOrTime(provider);
    ctx.set("Cache-Control", "no-store");
    const messages = provider.messages().slice(Math.max(0, seen));
    ctx.body = { messages, states: states(provider), revision: provider.revision() };
  });

  router.post("/phone/text", async (ctx) => {
    const { from, to, body } = await ownJson(ctx);
    if (typeof from !== "string" || typeof to !== "string" || typeof body !== "string") ctx.throw(400);
    if (!/^[+\w-]{1,20}$/.test(String(from)) || !shown.numbers.some(({ phone }) => phone === to)) ctx.throw(400);
    if (String(body).length > 1600) ctx.throw(413);
    ctx.body = { message: await provider.text(String(from), String(to), String(body)) };
  });

  router.post("/phone/again", async (ctx) => {
    const { sid } = await ownJson(ctx);
    const message = await provider.redeliver(String(sid));
    if (!message) ctx.throw(404);
    ctx.body = { message };
  });
  return router;
}

function states(provider: Provider) {
  return provider.messages().map(({ sid, status, errorCode, answered }) => ({ sid, status, errorCode, answered }));
}

async function newsOrTime(provider: Provider): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAIT_MS).unref();
  });
  await Promise.race([provider.changed(), time]);
  clearTimeout(timer);
}

/** A JSON body from this very page: any other site's form or script could otherwise send texts from somebody's laptop. */
async function ownJson(ctx: Context): Promise<Readonly<Record<string, unknown>>> {
  const origin = ctx.get("origin");
  const isOwn = origin === "" || (URL.canParse(origin) && new URL(origin).host === ctx.host);
  if (!isOwn || !ctx.is("application/json")) ctx.throw(403);
  const text = await bodyOf(ctx.req);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return ctx.throw(400);
  }
}
