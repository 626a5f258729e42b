import type Router from "@koa/router";
import type { Context } from "koa";
import { say } from "../core/say.ts";
import type { Speaking } from "../core/speaking.ts";
import { page } from "./rest/html.ts";
import { languageOf } from "./rest/write-problem.ts";

/** What the pages of people who pay by a link are made of. */
export type PaymentPageParts = Readonly<{
  payPages: Readonly<{
    /** Where the link with this code leads; null once nothing can be paid there. */
    linkOf: (code: string) => Promise<string | null>;
    speaking: Pick<Speaking, "text" | "tags">;
  }>;
}>;

/**
 * Adds `/pay/<code>`, short enough for a text, which leads to the provider's page for as long as the seat is kept, and `/pay`,
 * where people come back to. Neither says whose visit it is, or that it is one.
 */
export function addPaymentPages(router: Router, { payPages }: PaymentPageParts): void {
  router.get("/pay", (ctx) => answerPage(ctx, payPages, "pay.link.thanks"));
  router.get("/pay/:code", async (ctx) => {
    const link = await payPages.linkOf(String(ctx.params["code"]));
    if (link === null) {
      ctx.status = 410;
      answerPage(ctx, payPages, "pay.link.over");
      return;
    }
    noTrace(ctx);
    ctx.status = 303;
    ctx.redirect(link);
  });
}

function answerPage(
  ctx: Context,
  { speaking }: PaymentPageParts["payPages"],
  key: "pay.link.thanks" | "pay.link.over",
) {
  noTrace(ctx);
  const language = languageOf(ctx, { speaking });
  const words = speaking.text([say(key)], language) ?? "";
  ctx.vary("Accept-Language");
  ctx.type = "html";
  ctx.body = page(words, "", language);
}

/** A shared phone keeps nothing, and nobody is told where she came from. */
function noTrace(ctx: Context): void {
  ctx.set("Cache-Control", "no-store");
  ctx.set("Referrer-Policy", "no-referrer");
}
