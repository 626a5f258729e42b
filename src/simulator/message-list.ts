import type { SimMessage } from "./messages.ts";

/** Twilio's words for the errors that its message resource carries here. */
const ERROR_MESSAGES: Readonly<Record<number, string>> = {
  21610: "Attempt to send to unsubscribed recipient",
  30003: "Unreachable destination handset",
};
const PAGE_USUAL = 50;
const PAGE_MAX = 1_000;

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** A message as Twilio's API shows it. */
export function resource(accountSid: string, message: SimMessage) {
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
    error_message: errorCode === null ? null : (ERROR_MESSAGES[errorCode] ?? null),
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

/** One page of the list of messages, newest first; the next page begins after the last one shown, whatever has come since. */
export function listPage(accountSid: string, messages: readonly SimMessage[], query: Query) {
  const size = Math.min(Number(query["PageSize"]) || PAGE_USUAL, PAGE_MAX);
  const found = messages.filter((message) => isWanted(message, query)).toReversed();
  const start = found.findIndex(({ sid }) => `PA${sid}` === query["PageToken"]) + 1;
  const shown = found.slice(start, start + size);
  const last = start + size < found.length ? shown.at(-1) : undefined;
  return {
    messages: shown.map((message) => resource(accountSid, message)),
    next_page_uri: last ? nextUri(accountSid, query, size, last) : null,
    page_size: size,
    start,
    end: start + shown.length - 1,
  };
}

function nextUri(accountSid: string, query: Query, size: number, { sid }: SimMessage): string {
  const fields = Object.entries({ ...query, PageSize: String(size), PageToken: `PA${sid}` });
  const search = new URLSearchParams(fields.map(([name, value]) => [name, String(value)]));
  return `/2010-04-01/Accounts/${accountSid}/Messages.json?${search}`;
}

function isWanted({ to, from, at }: SimMessage, query: Query): boolean {
  const { To = to, From = from } = query;
  return To === to && From === from && isWithin(at, query);
}

/** `DateSent` is a day in UTC; `DateSent<` and `DateSent>` are inclusive moments, or whole days if they carry no time. */
function isWithin(at: number, { DateSent, "DateSent<": before, "DateSent>": after }: Query): boolean {
  const iso = new Date(at).toISOString();
  const upTo = (limit: string) => iso.slice(0, limit.includes("T") ? 19 : 10);
  if (typeof DateSent === "string" && iso.slice(0, 10) !== DateSent.slice(0, 10)) return false;
  if (typeof before === "string" && upTo(before) > before.replace(/Z$/, "")) return false;
  return typeof after !== "string" || upTo(after) >= after.replace(/Z$/, "");
}
