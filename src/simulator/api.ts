import { timingSafeEqual } from "node:crypto";
import Router from "@koa/router";
import type { Context } from "koa";
import { bodyOf } from "./body.ts";
import { listPage, resource } from "./message-list.ts";
import { TEXT_MAX } from "./messages.ts";
import type { Provider } from "./provider.ts";

/** Twilio's error codes this pretend API knows, with their HTTP status. */
const ERRORS = {
  20003: [401, "Authenticate"],
  20404: [404, "The requested resource was not found"],
  20429: [429, "Too Many Requests"],
  20500: [500, "Internal Server Error"],
  21211: [400, "The 'To' number is not a valid phone number."],
  21602: [400, "Message body is required."],
  21606: [400, "The From phone number is not a valid, SMS-capable number of this account."],
  21608: [400, "The number is unverified. Trial accounts cannot send messages to unverified numbers."],
  21610: [400, "Attempt to send to unsubscribed recipient"],
  21617: [400, "The concatenated message body exceeds the 1600 character limit"],
} as const;
type ErrorCode = keyof typeof ERRORS;

/** Twilio's Messages API (create, read, list), as far as its own SDK can tell the difference. */
export function messagesApi(provider: Provider, numbers: ReadonlySet<string>): Router {
  const { options, messages } = provider;
  const { accountSid, faults } = options;
  const router = new Router({ prefix: "/2010-04-01" });
  router.use(async (ctx, next) => {
    if (isAuthorized(ctx, provider)) return await next();
    fail(ctx, 20003);
  });

  router.post(`/Accounts/${accountSid}/Messages.json`, async (ctx) => {
    const fields = new URLSearchParams(await bodyOf(ctx.req));
    const message = { from: fields.get("From") ?? "", to: fields.get("To") ?? "", body: fields.get("Body") ?? "" };
    if (provider.chance() < faults.dropped) return ctx.req.socket.destroy();
    const code = refusal(provider, numbers, message);
    if (code !== null) return fail(ctx, code);
    const sent = provider.send(message, fields.get("StatusCallback"));
    if (provider.chance() < faults.sentSilently) return ctx.req.socket.destroy();
    ctx.status = 201;
    ctx.body = resource(accountSid, sent);
  });

  router.get(`/Accounts/${accountSid}/Messages/:sid.json`, (ctx) => {
    const message = messages.find(String(ctx["params"]["sid"]));
    if (message) ctx.body = resource(accountSid, message);
    else fail(ctx, 20404);
  });

  router.get(`/Accounts/${accountSid}/Messages.json`, (ctx) => {
    ctx.body = listPage(accountSid, messages.all(), ctx.query);
  });

  router.all("/{*anything}", (ctx) => fail(ctx, 20404));
  return router;
}

function refusal(
  provider: Provider,
  numbers: ReadonlySet<string>,
  { from, to, body }: { readonly from: string; readonly to: string; readonly body: string },
): ErrorCode | null {
  const { faults, verified } = provider.options;
  const checks: readonly (readonly [isBad: boolean, code: ErrorCode])[] = [
    [provider.chance() < faults.tooMany, 20429],
    [provider.chance() < faults.broken, 20500],
    [!/^\+[1-9]\d{6,14}$/.test(to), 21211],
    [!numbers.has(from), 21606],
    [verified !== null && !verified.has(to), 21608],
    [body === "", 21602],
    [body.length > TEXT_MAX, 21617],
    [provider.isBlocked(from, to), 21610],
  ];
  return checks.find(([isBad]) => isBad)?.[1] ?? null;
}

function fail(ctx: Context, code: ErrorCode): void {
  const [status, message] = ERRORS[code];
  ctx.status = status;
  ctx.body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

function isAuthorized(ctx: Context, { options }: Provider): boolean {
  const expected = Buffer.from(`${options.accountSid}:${options.authToken}`);
  const given = Buffer.from(ctx.get("authorization").replace(/^Basic /i, ""), "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
