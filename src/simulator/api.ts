import { timingSafeEqual } from "node:crypto";
import Router from "@koa/router";
import type { Context } from "koa";
import { fail } from "./api-answers.ts";
import { addMessages } from "./messages-api.ts";
import type { Provider } from "./provider.ts";
import { addCalls } from "./voice/calls-api.ts";

/** Twilio's Messages and Calls API, as far as its own SDK can tell the difference; `numbers` are the account's own. */
export function twilioApi(provider: Provider, numbers: ReadonlySet<string>): Router {
  const router = new Router({ prefix: "/2010-04-01" });
  router.use(async (ctx, next) => {
    if (isAuthorized(ctx, provider)) return await next();
    fail(ctx, 20003);
  });
  addMessages(router, provider, numbers);
  addCalls(router, provider, numbers);
  router.all("/{*anything}", (ctx) => fail(ctx, 20404));
  return router;
}

function isAuthorized(ctx: Context, { options }: Provider): boolean {
  const expected = Buffer.from(`${options.accountSid}:${options.authToken}`);
  const given = Buffer.from(ctx.get("authorization").replace(/^Basic /i, ""), "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
