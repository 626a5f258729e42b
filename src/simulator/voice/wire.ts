import type { Answered } from "../network.ts";
import type { Fields } from "../sign.ts";
import { callFields, gatherFields } from "./call-forms.ts";
import type { CallEnd, CallStatus, SimCall } from "./calls.ts";
import { callDocument } from "./document.ts";
import { type Next, playback } from "./playback.ts";
import type { Gather, Verb } from "./verbs.ts";

/** Where the documents of a call begin: at an address, or with one that came with the order to call. */
export type Script = { readonly url: string } | { readonly twiml: string };

/** What a call needs of the provider it belongs to. */
export type Exchange = {
  readonly accountSid: string;
  readonly clock: () => number;
  readonly post: (url: string, fields: Fields) => Promise<Answered>;
  readonly keep: (call: Omit<SimCall, "revision">) => SimCall;
};

/** All that is known of a call that is going on; the functions below move it. */
export type Wire = {
  readonly exchange: Exchange;
  readonly onEnd: (call: SimCall) => Promise<void>;
  call: SimCall;
  /** The document that is followed, and its address if it has one. */
  page: { readonly verbs: readonly Verb[]; readonly url: string | null };
  /** The question that is open, and where its document goes on after silence. */
  open: { readonly gather: Gather; readonly at: number } | null;
  /** The last request for a document and what it was answered. */
  last: { readonly url: string; readonly fields: Fields; readonly body: string } | null;
  turns: number;
};

/** A caller who is led in a circle without a question hears an error after so many redirects. */
const REDIRECTS_MAX = 20;

/** Changes what is known of the call. */
export function change(wire: Wire, news: Partial<SimCall>): SimCall {
  wire.call = wire.exchange.keep({ ...wire.call, ...news });
  return wire.call;
}

/** Ends the call, unless it is over. */
export async function finish(wire: Wire, status: CallStatus, end: CallEnd): Promise<void> {
  if (wire.call.end !== null) return;
  wire.open = null;
  await wire.onEnd(change(wire, { status, end, listening: null, endedAt: wire.exchange.clock() }));
}

/** Follows a script from its beginning up to the first question or the end. */
export async function follow(wire: Wire, script: Script): Promise<void> {
  if (wire.call.end !== null) return;
  wire.open = null;
  if ("url" in script) return await fetchPage(wire, script.url, {}, 0);
  await openPage(wire, script.twiml, null, 0);
}

/** Presses one key; it is lost while no question is open. */
export async function press(wire: Wire, key: string): Promise<void> {
  if (wire.open === null || wire.call.listening === null) return;
  const { gather } = wire.open;
  const { digits } = wire.call.listening;
  if (gather.finishOnKey === key) return await answer(wire, gather, digits, key);
  listen(wire, gather, digits + key);
  if (digits.length + 1 === gather.numDigits) await answer(wire, gather, digits + key, "");
}

/** Lets the open question run into its time limit; only if it still is the given turn, where one is given. */
export async function silence(wire: Wire, turn?: number): Promise<void> {
  const { open, call } = wire;
  if (open === null || call.listening === null || (turn !== undefined && turn !== call.listening.turn)) return;
  const { digits } = call.listening;
  if (digits !== "" || open.gather.actionOnEmptyResult) return await answer(wire, open.gather, digits, "");
  wire.open = null;
  change(wire, { listening: null });
  await proceed(wire, open.at, 0);
}

async function answer(wire: Wire, { action }: Gather, digits: string, finishedOnKey: string): Promise<void> {
  wire.open = null;
  change(wire, { listening: null });
  await visit(wire, action ?? wire.page.url ?? "", gatherFields(digits, finishedOnKey), 0);
}

function listen(wire: Wire, { numDigits, finishOnKey, timeout }: Gather, digits: string): void {
  wire.turns += 1;
  change(wire, { listening: { digits, numDigits, finishOnKey, timeout, turn: wire.turns } });
}

async function visit(wire: Wire, address: string, extra: Fields, redirects: number): Promise<void> {
  const url = absolute(wire, address);
  if (url === null) return await fail(wire, 11100, "an address makes no sense");
  if (redirects > REDIRECTS_MAX) return await fail(wire, 11215, `more than ${REDIRECTS_MAX} redirects in a row`);
  await fetchPage(wire, url, extra, redirects);
}

async function fetchPage(wire: Wire, url: string, extra: Fields, redirects: number): Promise<void> {
  const fields = { ...callFields(wire.exchange.accountSid, wire.call), ...extra };
  const { status, type, body } = await wire.exchange.post(url, fields);
  wire.last = { url, fields, body };
  // Who has hung up meanwhile hears nothing of it.
  if (wire.call.end !== null) return;
  if (status < 200 || status > 299) return await fail(wire, 11200, `the webhook answered ${status}`);
  if (!/^(?:text|application)\/xml\b/.test(type)) return await fail(wire, 12300, `${type} is no XML`);
  await openPage(wire, body, url, redirects);
}

async function openPage(wire: Wire, twiml: string, url: string | null, redirects: number): Promise<void> {
  const document = callDocument(twiml);
  if (!document.ok) return await fail(wire, document.code, document.problem);
  wire.page = { verbs: document.verbs, url };
  await proceed(wire, 0, redirects);
}

/** Goes on in the document from one of its verbs. */
async function proceed(wire: Wire, from: number, redirects: number): Promise<void> {
  const { heard, next } = playback(wire.page.verbs, from);
  const isAnswered = wire.call.answeredAt !== null || next.kind === "reject";
  const sounds = heard.map((one) => (one.verb === "play" ? { ...one, url: absolute(wire, one.url) ?? one.url } : one));
  change(wire, {
    ...(isAnswered ? {} : { status: "in-progress", answeredAt: wire.exchange.clock() }),
    heard: [...wire.call.heard, ...sounds],
  });
  await goOn(wire, next, redirects);
}

async function goOn(wire: Wire, next: Next, redirects: number): Promise<void> {
  switch (next.kind) {
    case "listen":
      wire.open = next;
      return listen(wire, next.gather, "");
    case "fetch":
      return await visit(wire, next.url, {}, redirects + 1);
    case "hangup":
      return await finish(wire, "completed", { by: "hangup" });
    case "end":
      return await finish(wire, "completed", { by: "end-of-document" });
    case "reject":
      return await finish(wire, next.reason === "busy" ? "busy" : "no-answer", { by: "reject" });
    default:
      return next satisfies never;
  }
}

function absolute({ page }: Wire, address: string): string | null {
  const base = page.url ?? undefined;
  return URL.canParse(address, base) ? new URL(address, base).href : null;
}

/** Twilio tells the caller in English that an application error has occurred, and hangs up. */
async function fail(wire: Wire, code: number, problem: string): Promise<void> {
  await finish(wire, "completed", { by: "error", code, problem });
}
