import { expect } from "vitest";
import { callTwiml } from "../../src/channels/twilio/call-twiml.ts";
import { createCallEnded, createConverseCall } from "../../src/converse-call.ts";
import { choicesOf } from "../../src/core/call.ts";
import type { CallScript } from "../../src/core/call-script.ts";
import { invariant } from "../../src/core/errors.ts";
import type { Flows } from "../../src/core/flow.ts";
import type { InboundCall } from "../../src/core/inbound.ts";
import { optionsOn } from "../../src/core/prompt.ts";
import type { Speaking, Spoken } from "../../src/core/speaking.ts";
import { expectDecent, wordsSaid } from "./call-checks.ts";
import type { Land } from "./district.ts";
import { optionAmong } from "./phone-book.ts";
import type { Turn } from "./player.ts";
import { completeRecordings } from "./recordings.ts";
import type { World } from "./world.ts";

/** The languages calls are held in: three with a voice, Swahili by recordings. */
export const SPOKEN = ["en", "hi", "pa", "sw"];

const PUBLIC_URL = "https://gateway.example";
/** More pages than any question has. */
const PAGES_MAX = 5;

/** What a caller's phones need of the player. */
type CallerParts = {
  readonly world: World;
  readonly land: Land;
  readonly speaking: Speaking;
  readonly flows: () => Flows;
  readonly phoneOf: (name: string) => string;
  readonly careful: boolean;
};

/** A call under way, as the provider sees it. */
type Session = { readonly id: string; turn: number; readonly isOurs: boolean };

/** What a request may differ in from what the call expects: an option heard by itself, or an earlier call of hers. */
type Oddly = { readonly option?: number; readonly call?: number };

/** People who ring and press keys: the lines of a transcript by call. */
export function createCaller({ world, land, speaking, flows, phoneOf, careful }: CallerParts) {
  const sessions = new Map<string, Session>();
  const calls = new Map<string, Session[]>();
  const lastWords = new Map<string, string>();
  const documents = new Map<string, string>();
  const { recordings, unheard } = completeRecordings();
  const heard: { about: Spoken | null; script: CallScript | null } = { about: null, script: null };
  let serial = 0;

  const parts = () => ({
    speaking: {
      ...speaking,
      call: (about: Spoken) => {
        heard.about = about;
        return speaking.call(about);
      },
    },
    ...{ transact: world.transact, flows: flows(), country: land.country, spoken: SPOKEN },
    render: (script: CallScript) => {
      heard.script = script;
      return callTwiml(script, { publicUrl: PUBLIC_URL, recordings });
    },
  });
  const converse = (inbound: InboundCall) => createConverseCall(parts())(inbound);
  const unchanged = async (inbound: InboundCall, document: string) => {
    const before = world.changes();
    expect((await converse(inbound)).document).toBe(document);
    expect(world.changes()).toBe(before);
  };
  const inboundOf = (name: string, of: Session, digits: string, option: number | null): InboundCall => ({
    ...{ channel: "twilio-voice", callId: of.id, person: phoneOf(name), ours: land.phone },
    ...{ ...(of.isOurs && { isOurs: true }), turn: of.turn, keys: { digits, option } },
  });

  /** One request and its answer, checked for what must hold of any. */
  const request = async (name: string, session: Session, digits: string, option: number | null): Promise<Turn> => {
    const inbound = inboundOf(name, session, digits, option);
    Object.assign(heard, { about: null, script: null });
    unheard.length = 0;
    const { document } = await converse(inbound);
    const { about, script } = heard;
    invariant(about && script, "a call was answered without saying anything");
    expectDecent({ about, script, document, unheard });
    lastWords.set(name, wordsSaid(script).join(" "));
    documents.set(name, document);
    if (careful) await unchanged(inbound, document);
    session.turn = script.turn;
    if (script.expects.kind === "end" && sessions.get(name) === session) await hangUp(name);
    return {
      ...{ did: inbound.turn === 0 ? "rings" : `presses ${digits || "nothing"}`, reply: null, call: { about, script } },
      ...{
        tells: about.tells,
        again: (others) => unchanged({ ...inbound, keys: { digits: others ?? digits, option } }, document),
      },
    };
  };

  const ring = async (name: string, isOurs = false): Promise<Turn> => {
    serial += 1;
    const session = { id: `CA${serial}`, turn: 0, isOurs };
    sessions.set(name, session);
    calls.set(name, [...(calls.get(name) ?? []), session]);
    return request(name, session, "", null);
  };
  const onCall = (name: string, number?: number): Session => {
    const session = number === undefined ? sessions.get(name) : calls.get(name)?.[number - 1];
    invariant(session, `${name} is on no call`);
    return session;
  };
  const press = async (name: string, digits: string, { option, call }: Oddly = {}): Promise<Turn> =>
    request(name, onCall(name, call), digits, option ?? null);
  async function hangUp(name: string): Promise<void> {
    const session = sessions.get(name);
    if (!session) return;
    sessions.delete(name);
    const ended = { channel: "twilio-voice", callId: session.id, person: phoneOf(name), ours: land.phone };
    await createCallEnded(parts())(ended);
  }

  /** On a call and at a question: rings where she is on none, and goes on with what was open. */
  const connected = async (name: string): Promise<Turn | null> => {
    if (sessions.has(name)) return null;
    const rung = await ring(name);
    return rung.call?.about.asking?.kind === "resume" ? press(name, "1") : rung;
  };
  const atMenu = (name: string): Promise<Turn> => (sessions.has(name) ? press(name, "0") : ring(name));

  /** `[…]` of a line: the key that stands for it now, on whichever page; what is read back is taken. */
  const choose = async (name: string, choice: string): Promise<Turn> => {
    await connected(name);
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { prompt, call } = await world.openOf(name);
      const asking = call?.asking;
      invariant(prompt && asking?.kind === "prompt", `${name} is asked nothing`);
      const options = optionsOn("call", prompt);
      const option = optionAmong(options, choice);
      if (!option) {
        await press(name, "9");
        continue;
      }
      if (world.isEasy(name)) {
        await press(name, "5", { option: options.indexOf(option) });
        return press(name, "");
      }
      const found = choicesOf(prompt, asking.page).find((one) => one.option?.value === option.value);
      if (!found) {
        await press(name, "9");
        continue;
      }
      const turn = await press(name, String(found.key));
      return turn.call?.about.asking?.kind === "readback" ? press(name, "1") : turn;
    }
    throw new Error(`nobody reaches ${choice} with 9`);
  };
  /** A key that was just said; the digits of a reference have commas between them. */
  const pressSaid = (name: string, key: string): Promise<Turn> => {
    expect(lastWords.get(name), `${key} was not said`).toMatch(new RegExp(`(?<!\\d|, )${key}(?![\\d,])`));
    return press(name, key);
  };

  /** A line of a transcript by keys; throws where only writing could say it. */
  const says = (name: string, line: string): Promise<Turn> => {
    const bracketed = /^\[(.+)\]$/.exec(line)?.[1];
    if (line === "[key 0]" || line === "{nothing}" || line === "{command.menu}") return atMenu(name);
    if (bracketed) return bracketed.startsWith("key ") ? pressSaid(name, bracketed.slice(4)) : choose(name, bracketed);
    const code = /^\{code (\w+)\}$/.exec(line)?.[1];
    if (code) return press(name, world.patientOf(code)?.code ?? "");
    const worth = /^\{voucher (\w+)\}$/.exec(line)?.[1];
    if (worth) return world.voucher(worth).then((voucher) => press(name, voucher));
    return /^[\d ]+$/.test(line) ? press(name, line.replaceAll(" ", "")) : wished(name, line);
  };
  /** `{verb.book} {care.eye}` by way of the menu; a kind of care alone where it is just offered. */
  const wished = async (name: string, line: string): Promise<Turn> => {
    const [, verb, care] = /^(?:\{verb\.(\w+)\})? ?(?:\{care\.(\w+)\})?$/.exec(line) ?? [];
    invariant(verb ?? care, `no key says "${line}"`);
    if (!verb && care && (await isOffered(name, care))) return choose(name, care);
    await atMenu(name);
    const turn = await choose(name, verb ?? "book");
    return care ? choose(name, care) : turn;
  };
  const isOffered = async (name: string, choice: string) => {
    const { prompt, call } = await world.openOf(name);
    return call !== null && (prompt?.options.some(({ value }) => value === choice) ?? false);
  };

  return {
    ...{ ring, press, says, hangUp },
    isOnCall: (name: string) => sessions.has(name),
    /** She takes a call that we made. */
    take: (name: string) => ring(name, true),
    /** A number that the call has not come to gets the question that is open, and changes nothing. */
    ahead: async (name: string, digits: string, turn: number) =>
      unchanged(inboundOf(name, { ...onCall(name), turn }, digits, null), documents.get(name) ?? ""),
    hangUpAll: async () => {
      for (const name of [...sessions.keys()]) await hangUp(name);
    },
  };
}
