import type { shownCall } from "./voice/call-pages.ts";

type Call = ReturnType<typeof shownCall>;

/** Asks the simulator for JSON; a body makes it a POST. */
export type Ask = <T>(path: string, body?: object) => Promise<T>;

/** A call of the terminal phone, and how much of it was printed. */
export type TerminalCall = { readonly sid: string; readonly printed: number };

/** Calls or answers by the simulator's page and prints what is heard; gives the call, or null once it is over. */
export async function beginCall(ask: Ask, print: (line: string) => void, path: string, body: object) {
  const { call } = await ask<{ readonly call: Call }>(path, body);
  return printNews(print, call, 0);
}

/** What a line means in a call: keys, nothing (an empty line lets the question run out), or hanging up. */
export async function goOn(ask: Ask, print: (line: string) => void, { sid, printed }: TerminalCall, line: string) {
  const { call } = await ask<{ readonly call: Call }>(...actOf(sid, line));
  return printNews(print, call, printed);
}

/** The call that rings at a handset; null if none does. */
export async function ringingAt(ask: Ask, handset: string): Promise<string | null> {
  const { calls } = await ask<{ readonly calls: readonly Call[] }>("/phone/news");
  const isRinging = ({ to, status, direction }: Call) =>
    to === handset && status === "ringing" && direction === "outbound-api";
  return calls.findLast(isRinging)?.sid ?? null;
}

function actOf(sid: string, line: string): readonly [path: string, body: object] {
  if (line === "/hang-up") return ["/phone/call/hang-up", { sid }];
  return line === "" ? ["/phone/call/silence", { sid }] : ["/phone/call/press", { sid, keys: line }];
}

function printNews(print: (line: string) => void, { sid, heard, listening, end }: Call, printed: number) {
  for (const one of heard.slice(printed)) {
    if (one.verb === "say") print(`    ${one.language}  ${one.text}`);
    if (one.verb === "play") print(`    plays ${one.url}`);
  }
  if (end !== null) {
    print(`    [the call is over: ${end.by === "error" ? `application error ${end.code}, ${end.problem}` : end.by}]`);
    return null;
  }
  if (listening) print(`    [${listening.digits || "keys"}, or an empty line for ${listening.timeout} s of silence]`);
  return { sid, printed: heard.length };
}
