import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import Router from "@koa/router";
import type { Context } from "koa";
import type { Provider, SimMessage } from "./provider.ts";

const BODY_MAX = 64 * 1024;
const PAGE_MAX = 1_000;

/** Twilio's error codes this pretend API knows, with their HTTP status. */
const ERRORS = {
  20003: [401, "Authenticate"],
  20404: [404, "The requested resource was not found"],
  20429: [429, "Too Many Requests"],
  20500: [500, "Internal Server Error"],
  21211: [400, "The 'To' number is not a valid phone number."],
  21602: [400, "Message body is required."],
  21606: [400, "The From phone number is not a valid, SMS-capable number of this account."],
  21610: [400, "Attempt to send to unsubscribed recipient"],
  21617: [400, "The concatenated message body exceeds the 1600 character limit"],
} as const;

/** Twilio's Messages API (create, read, list), as far as its own SDK can tell the difference. */
export function messagesApi(provider: Provider, numbers: ReadonlySet<string>): Router {
  const { accountSid } = provider.options;
  const router = new Router({ prefix: `/2010-04-01/Accounts/${accountSid}` });
  router.use(async (ctx, next) => {
    if (isAuthorized(ctx, provider)) return await next();
    fail(ctx, 20003);
  });

  router.post("/Messages.json", async (ctx) => {
    const fields = new URLSearchParams(await bodyOf(ctx.req));
    const message = { from: fields.get("From") ?? "", to: fields.get("To") ?? "", body: fields.get("Body") ?? "" };
    const code = refusal(provider, numbers, message);
    if (code !== null) return fail(ctx, code);
    const sent = provider.send({ ...message, statusUrl: fields.get("StatusCallback") });
    // Sent, and no answer: the caller cannot know.
    if (provider.chance() < provider.options.faults.sentSilently) return ctx.req.socket.destroy();
    ctx.status = 201;
    ctx.body = resource(accountSid, sent);
  });

  router.get("/Messages/:sid.json", (ctx) => {
    const message = provider.messages().find(({ sid }) => sid === ctx["params"]["sid"]);
    if (message) ctx.body = resource(accountSid, message);
    else fail(ctx, 20404);
  });

  router.get("/Messages.json", (ctx) => {
    const { To, From, PageSize } = ctx.query;
    const size = Math.min(Number(PageSize ?? 50) || 50, PAGE_MAX);
    const found = provider
      .messages()
      .filter(({ to, from }) => (To === undefined || to === To) && (From === undefined || from === From))
      .toReversed()
      .slice(0, size);
    ctx.body = {
      messages: found.map((message) => resource(accountSid, message)),
      next_page_uri: null,
      page_size: size,
    };
  });
  return router;
}

function refusal(
  provider: Provider,
  numbers: ReadonlySet<string>,
  { from, to, body }: { readonly from: string; readonly to: string; readonly body: string },
): keyof typeof ERRORS | null {
  const { faults } = provider.options;
  if (provider.chance() < faults.tooMany) return 20429;
  if (provider.chance() < faults.broken) return 20500;
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return 21211;
  if (!numbers.has(from)) return 21606;
  if (body === "") return 21602;
  if (body.length > 1600) return 21617;
  return provider.isBlocked(from, to) ? 21610 : null;
}

function fail(ctx: Context, code: keyof typeof ERRORS): void {
  const [status, message] = ERRORS[code];
  ctx.status = status;
  ctx.body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

function isAuthorized(ctx: Context, { options }: Provider): boolean {
  const expected = Buffer.from(`${options.accountSid}:${options.authToken}`);
  const given = Buffer.from(ctx.get("authorization").replace(/^Basic /i, ""), "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

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

function resource(accountSid: string, message: SimMessage) {
  const { sid, direction, from, to, body, status, errorCode, at, segments } = message;
  const date = new Date(at).toUTCString();
  return {
    account_sid: accountSid,
    api_version: "2010-04-01",
    body,
    date_created: date,
    date_sent: date,
    date_updated: date,
    direction,
    error_code: errorCode,
    error_message: null,
    from,
    messaging_service_sid: null,
    num_media: "0",
    num_segments: String(segments),
    price: null,
    price_unit: "USD",
    sid,
    status,
    subresource_uris: {},
    to,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${sid}.json`,
  };
}
