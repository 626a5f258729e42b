import type Router from "@koa/router";
import { answerCreate, type Check, fail, isNumber, refusalBy } from "../api-answers.ts";
import { isWithin, listPage } from "../api-list.ts";
import { bodyOf } from "../body.ts";
import { isRefusal } from "../error-codes.ts";
import type { Provider } from "../provider.ts";
import type { CallEvent } from "./call-forms.ts";
import { durationOf, type SimCall } from "./calls.ts";
import type { Line } from "./line.ts";
import type { Script } from "./wire.ts";

/** Twilio's limit of an inline document, in characters. */
const TWIML_MAX = 4_000;
const RING_USUAL_S = 60;
const RING_MAX_S = 600;
const EVENTS: readonly CallEvent[] = ["initiated", "ringing", "answered", "completed"];

/** Adds Twilio's Calls API: create, read, list, end, divert. */
export function addCalls(router: Router, provider: Provider, numbers: ReadonlySet<string>): void {
  const { accountSid, clock } = provider.options;
  const path = `/Accounts/${accountSid}/Calls.json`;

  router.post(path, (ctx) =>
    answerCreate(ctx, provider, {
      checks: (fields) => checks(provider, numbers, fields),
      make: (fields) => resource(accountSid, provider.dial(orderIn(fields))),
    }),
  );

  router.get(`/Accounts/${accountSid}/Calls/:sid.json`, (ctx) => {
    const call = provider.calls.find(String(ctx["params"]["sid"]));
    if (call) ctx.body = resource(accountSid, call);
    else fail(ctx, 20404);
  });

  router.post(`/Accounts/${accountSid}/Calls/:sid.json`, async (ctx) => {
    const line = provider.line(String(ctx["params"]["sid"]));
    if (!line) return fail(ctx, 20404);
    const fields = new URLSearchParams(await bodyOf(ctx.req));
    const code = refusalBy([[line.call.end !== null, 21220]]);
    if (code !== null) return fail(ctx, code);
    await update(line, fields.get("Status"), scriptIn(fields));
    ctx.body = resource(accountSid, line.call);
  });

  router.get(path, (ctx) => {
    const { Status: status } = ctx.query;
    const found = provider.calls
      .all()
      .filter((call) => isWithin(call.at, "StartTime", ctx.query) && (status ?? call.status) === call.status);
    const { shown, paging } = listPage(found, `/2010-04-01${path}`, ctx.query, clock());
    ctx.body = { calls: shown.map((call) => resource(accountSid, call)), ...paging };
  });
}

/** Ends a call or gives it another document; `canceled` leaves alone what was answered already. */
async function update(line: Line, status: string | null, script: Script | null): Promise<void> {
  const isAnswered = line.call.answeredAt !== null;
  if (status === "completed" && isAnswered) return await line.finish("completed", { by: "api" });
  if ((status === "completed" || status === "canceled") && !isAnswered)
    return await line.finish("canceled", { by: "api" });
  if (status === null && script !== null && isAnswered) await line.follow(script);
}

function scriptIn(fields: URLSearchParams): Script | null {
  const [url, twiml] = [fields.get("Url"), fields.get("Twiml")];
  if (url !== null) return URL.canParse(url) ? { url } : null;
  return twiml !== null && twiml.length <= TWIML_MAX ? { twiml } : null;
}

function orderIn(fields: URLSearchParams) {
  const wished = fields.getAll("StatusCallbackEvent");
  const timeout = Number(fields.get("Timeout")) || RING_USUAL_S;
  return {
    from: fields.get("From") ?? "",
    to: fields.get("To") ?? "",
    // Checked before: there is one.
    script: scriptIn(fields) ?? { twiml: "" },
    timeout: Math.min(timeout, RING_MAX_S),
    statusUrl: fields.get("StatusCallback"),
    events: new Set(wished.length === 0 ? (["completed"] as const) : EVENTS.filter((event) => wished.includes(event))),
  };
}

function checks(
  { handsets, options: { verified } }: Provider,
  numbers: ReadonlySet<string>,
  fields: URLSearchParams,
): readonly Check[] {
  const { from, to } = orderIn(fields);
  const wish = handsets.get(to)?.calls;
  return [
    [!isNumber(to), 21211],
    [!numbers.has(from), 21210],
    [verified !== null && !verified.has(to), 21219],
    [scriptIn(fields) === null, 21205],
    ...(isRefusal(wish) ? [[true, wish] as const] : []),
  ];
}

/** A call as Twilio's API shows it. */
function resource(accountSid: string, call: SimCall) {
  const { sid, direction, from, to, status, at, answeredAt, endedAt } = call;
  const date = (moment: number | null) => (moment === null ? null : new Date(moment).toUTCString());
  const duration = durationOf(call);
  return {
    account_sid: accountSid,
    annotation: null,
    answered_by: null,
    api_version: "2010-04-01",
    caller_name: null,
    date_created: date(at),
    date_updated: date(endedAt ?? answeredAt ?? at),
    direction,
    duration: duration === null ? null : String(duration),
    end_time: date(endedAt),
    forwarded_from: null,
    from,
    from_formatted: from,
    group_sid: null,
    parent_call_sid: null,
    phone_number_sid: null,
    price: null,
    price_unit: "USD",
    queue_time: "0",
    sid,
    start_time: date(answeredAt),
    status,
    subresource_uris: {},
    to,
    to_formatted: to,
    trunk_sid: null,
    uri: `/2010-04-01/Accounts/${accountSid}/Calls/${sid}.json`,
  };
}
