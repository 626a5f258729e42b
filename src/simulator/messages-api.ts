import type Router from "@koa/router";
import { answerCreate, type Check, fail, isNumber } from "./api-answers.ts";
import { isWithin, listPage } from "./api-list.ts";
import { errorMessage, isRefusal } from "./error-codes.ts";
import { type SimMessage, TEXT_MAX } from "./messages.ts";
import type { Provider } from "./provider.ts";

/** Adds Twilio's Messages API: create, read, list. */
export function addMessages(router: Router, provider: Provider, numbers: ReadonlySet<string>): void {
  const { accountSid, clock } = provider.options;
  const path = `/Accounts/${accountSid}/Messages.json`;

  router.post(path, (ctx) =>
    answerCreate(ctx, provider, {
      checks: (fields) => checks(provider, numbers, draftIn(fields)),
      make: (fields) => resource(accountSid, provider.send(draftIn(fields), fields.get("StatusCallback"))),
    }),
  );

  router.get(`/Accounts/${accountSid}/Messages/:sid.json`, (ctx) => {
    const message = provider.messages.find(String(ctx["params"]["sid"]));
    if (message) ctx.body = resource(accountSid, message);
    else fail(ctx, 20404);
  });

  router.get(path, (ctx) => {
    const found = provider.messages.all().filter(({ at }) => isWithin(at, "DateSent", ctx.query));
    const { shown, paging } = listPage(found, `/2010-04-01${path}`, ctx.query, clock());
    ctx.body = { messages: shown.map((message) => resource(accountSid, message)), ...paging };
  });
}

function draftIn(fields: URLSearchParams) {
  return { from: fields.get("From") ?? "", to: fields.get("To") ?? "", body: fields.get("Body") ?? "" };
}

function checks(
  { handsets, isBlocked, options: { verified } }: Provider,
  numbers: ReadonlySet<string>,
  { from, to, body }: ReturnType<typeof draftIn>,
): readonly Check[] {
  const wish = handsets.get(to)?.texts;
  return [
    [!isNumber(to), 21211],
    [!numbers.has(from), 21606],
    [verified !== null && !verified.has(to), 21608],
    [body === "", 21602],
    [body.length > TEXT_MAX, 21617],
    [isBlocked(from, to), 21610],
    ...(isRefusal(wish) ? [[true, wish] as const] : []),
  ];
}

/** A message as Twilio's API shows it. */
function resource(accountSid: string, message: SimMessage) {
  const { sid, direction, from, to, body, status, errorCode, at, segments } = message;
  const date = new Date(at).toUTCString();
  return {
    account_sid: accountSid,
    api_version: "2010-04-01",
    body,
    date_created: date,
    date_sent: status === "queued" ? null : date,
    date_updated: date,
    direction,
    error_code: errorCode,
    error_message: errorMessage(errorCode),
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
