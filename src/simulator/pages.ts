import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import Router from "@koa/router";
import type { Context } from "koa";
import { segments } from "../core/segments.ts";
import { bodyOf } from "./body.ts";
import { TEXT_MAX } from "./messages.ts";
import type { Provider } from "./provider.ts";

/** What the page shows besides messages. */
export type Shown = {
  readonly numbers: readonly { readonly phone: string; readonly label: string }[];
  readonly handsets: readonly { readonly phone: string; readonly label: string; readonly note: string }[];
  /** Where the files of the page are. */
  readonly pageFolder: string;
  /** What one segment costs, in the demo's money. */
  readonly segmentPrice: { readonly minor: number; readonly currency: string };
};

/** A page that waits for news is answered after this long all the same (ms). */
const WAIT_MS = 20_000;

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/phone": ["phone.html", "text/html; charset=utf-8"],
  "/phone/page.css": ["page.css", "text/css; charset=utf-8"],
  "/phone/phone.css": ["phone.css", "text/css; charset=utf-8"],
  "/phone/phone.js": ["phone.js", "text/javascript; charset=utf-8"],
};

/** The page of keypad phones, and what it asks of the provider as JSON. */
export function phonePages(provider: Provider, { pageFolder, ...setup }: Shown): Router {
  const { messages, news, options } = provider;
  const router = new Router();
  for (const [path, [file, type]] of Object.entries(FILES)) {
    router.get(path, async (ctx) => {
      ctx.type = type;
      ctx.set("Cache-Control", "no-cache");
      ctx.body = await readFile(join(pageFolder, file));
    });
  }

  router.get("/phone/setup", (ctx) => {
    ctx.body = setup;
  });

  /** What was added or changed since a revision; who has seen all of it waits for more, but no longer than 20 s. */
  router.get("/phone/news", async (ctx) => {
    const seen = Number(ctx.query["since"]) || 0;
    if (seen === news.revision()) await news.changed(WAIT_MS);
    ctx.set("Cache-Control", "no-store");
    ctx.body = { revision: news.revision(), messages: messages.since(seen) };
  });

  router.post("/phone/count", async (ctx) => {
    const { body } = await ownJson(ctx, options.publicUrl);
    ctx.body = segments(textIn(ctx, body));
  });

  router.post("/phone/text", async (ctx) => {
    const { from, to, body } = await ownJson(ctx, options.publicUrl);
    if (typeof from !== "string" || !/^[+\w-]{1,20}$/.test(from)) return ctx.throw(400);
    if (typeof to !== "string" || !setup.numbers.some(({ phone }) => phone === to)) return ctx.throw(400);
    ctx.body = { message: await provider.text(from, to, textIn(ctx, body)) };
  });

  router.post("/phone/again", async (ctx) => {
    const { sid } = await ownJson(ctx, options.publicUrl);
    const message = await provider.redeliver(String(sid));
    if (!message) return ctx.throw(404);
    ctx.body = { message };
  });
  return router;
}

function textIn(ctx: Context, body: unknown): string {
  if (typeof body !== "string") return ctx.throw(400);
  return body.length > TEXT_MAX ? ctx.throw(413) : body;
}

/** A JSON body from this very page: any other site's form or script could otherwise send texts from somebody's laptop. */
async function ownJson(ctx: Context, publicUrl: string): Promise<Readonly<Record<string, unknown>>> {
  if (!isOwn(ctx, publicUrl) || !ctx.is("application/json")) ctx.throw(403);
  const text = await bodyOf(ctx.req);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return ctx.throw(400);
  }
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
