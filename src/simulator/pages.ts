import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import Router from "@koa/router";
import type { Context } from "koa";
import { segments } from "../core/segments.ts";
import { TEXT_MAX } from "./messages.ts";
import { askedNumbers, ownJson } from "./page-requests.ts";
import type { Provider } from "./provider.ts";
import { addCallPages, shownCall } from "./voice/call-pages.ts";

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

/** By address; each is named as it is on the disk, but for the page itself. */
const FILES = ["", "/page.css", "/phone.css", "/call.css", "/phone.js", "/call.js", "/sound.js", "/common.js"];

/** The page of keypad phones, and what it asks of the provider as JSON. */
export function phonePages(provider: Provider, { pageFolder, ...setup }: Shown): Router {
  const { messages, calls, news, options } = provider;
  const router = new Router();
  for (const path of FILES) {
    const file = path === "" ? "phone.html" : path;
    router.get(`/phone${path}`, async (ctx) => {
      ctx.type = extname(file);
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
    const shown = calls.since(seen).map((call) => shownCall(options.publicUrl, call));
    ctx.body = { revision: news.revision(), messages: messages.since(seen), calls: shown };
  });

  router.post("/phone/count", async (ctx) => {
    const { body } = await ownJson(ctx, options.publicUrl);
    ctx.body = segments(textIn(ctx, body));
  });

  router.post("/phone/text", async (ctx) => {
    const asked = await ownJson(ctx, options.publicUrl);
    const { from, to } = askedNumbers(ctx, asked, setup.numbers);
    ctx.body = { message: await provider.text(from, to, textIn(ctx, asked["body"])) };
  });

  router.post("/phone/again", async (ctx) => {
    const { sid } = await ownJson(ctx, options.publicUrl);
    const message = await provider.redeliver(String(sid));
    if (!message) return ctx.throw(404);
    ctx.body = { message };
  });

  addCallPages(router, provider, setup.numbers);
  return router;
}

function textIn(ctx: Context, body: unknown): string {
  if (typeof body !== "string") return ctx.throw(400);
  return body.length > TEXT_MAX ? ctx.throw(413) : body;
}
