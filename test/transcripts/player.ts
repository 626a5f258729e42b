import { expect } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { createConverse } from "../../src/converse.ts";
import type { Tell } from "../../src/core/effects.ts";
import { invariant } from "../../src/core/errors.ts";
import type { Flows } from "../../src/core/flow.ts";
import type { InboundText, Reply } from "../../src/core/inbound.ts";
import { optionsOn } from "../../src/core/prompt.ts";
import type { Speaking } from "../../src/core/speaking.ts";
import type { LocaleFiles } from "../../src/speech/locales.ts";
import type { Answer } from "./call-checks.ts";
import { createCaller } from "./caller.ts";
import type { Land } from "./district.ts";
import { type Manner, optionOf, wordOf } from "./phone-book.ts";
import { type Arrived, postman } from "./postman.ts";
import type { Channel } from "./scenes.ts";
import { openWorld } from "./world.ts";

/** A language to play in, and all of them compiled. */
export type Voice = { readonly locale: LocaleFiles; readonly speaking: Speaking };

/**
 * How to play: `careful` delivers every text twice; `reopen` restarts the process between any two lines, and checks the
 * invariants there too, not only at the end.
 */
export type Manners = {
  readonly land: Land;
  /** Those the clinics offer besides the one played in, which is the default. */
  readonly languages: readonly string[];
  readonly answers: Manner;
  readonly careful: boolean;
  readonly reopen: boolean;
  /** Everybody's language is known from the start, but for those who are introduced with `is`. */
  readonly known: boolean;
  /** By what `>` sends; text if it is left out. */
  readonly channel?: Channel;
};

/** What came back to one text or one request of a call. */
export type Turn = {
  /** What she sent or pressed; `pushed` where we wrote of our own accord. */
  readonly did: string;
  readonly reply: Reply | null;
  readonly tells: readonly Tell[];
  /** What was said on a call. */
  readonly call: Pick<Answer, "about" | "script"> | null;
  /** The same once more, on a call perhaps with other keys: the same bytes, and no row changes. */
  readonly again: (keys?: string) => Promise<void>;
};

/** All that one answer is sent in: one message, or up to three where it is a worker's receipt. */
export function textsOf(reply: Reply | null): readonly string[] {
  return reply === null ? [] : [reply, ...(reply.more ?? [])].map(({ text }) => text);
}

/** People with phones who text: everything a transcript's lines can do. */
export async function createPlayer({ locale, speaking }: Voice, manners: Manners) {
  const { land, languages, answers, careful } = manners;
  const numbers = new Map<string, string>();
  const phoneOf = (name: string): string => {
    const known = numbers.get(name);
    if (known) return known;
    const last = String(numbers.size + 1).padStart(2, "0");
    const number = land.country === "IN" ? `+9198123456${last}` : `+2547123456${last}`;
    numbers.set(name, number);
    return number;
  };
  const offered = [locale.tag, ...languages.filter((tag) => tag !== locale.tag)];
  const world = await openWorld(land, offered, phoneOf);
  let flows: Flows = FLOWS;
  let serial = 0;
  /** What was told last; `sent` once it is known in what messages. */
  const told: { any: readonly Tell[]; sent: readonly Tell[] | null } = { any: [], sent: null };

  const listened: Speaking = {
    ...speaking,
    text: (tells, language) => {
      told.any = tells;
      return speaking.text(tells, language);
    },
    messages: (tells, language) => {
      told.sent = tells;
      return speaking.messages(tells, language);
    },
  };
  /** A new shell for each text: nothing may live in the process. */
  const converse = (inbound: InboundText) => {
    const { transact } = world;
    const secret = new Uint8Array(32);
    return createConverse({ speaking: listened, transact, flows, country: land.country, secret })(inbound);
  };
  const languageOf = (name: string) => world.contactOf(name).language ?? locale.tag;

  /** `[…]` of a line as this person would type it: the digit of an option, or its label. */
  const chosen = async (name: string, choice: string): Promise<string> => {
    const key = /^key (\d)$/.exec(choice)?.[1];
    if (key) return key;
    const prompt = await world.promptOf(name);
    const option = optionOf(prompt && { ...prompt, options: optionsOn("text", prompt) }, choice);
    if (answers === "digits") return String(option.digit);
    const label = { say: [option.label], options: [], takes: [] };
    return speaking.text([{ type: "prompt", prompt: label }], languageOf(name)) ?? "";
  };
  /** `{…}` of a line: a word of this language, or something the transcript cannot know. */
  const filled = async (wanted: string): Promise<string> => {
    const [what = "", nickname = ""] = wanted.split(" ");
    const code = () => world.patientOf(nickname)?.code ?? "";
    const known: Readonly<Record<string, () => string | Promise<string>>> = {
      voucher: () => world.voucher(nickname),
      nothing: () => "",
      long: () => "x ".repeat(800),
      pin: () => {
        const sent = world.query("select content from messages where purpose = 'worker.code' order by id desc")[0];
        return /"code":"(\d+)"/.exec(String(sent))?.[1] ?? "";
      },
      code,
      // Thick fingers: the last two digits the wrong way round.
      slip: () => code().replace(/(.)(.)$/, "$2$1"),
      ref: () => {
        const sql =
          "select reference from appointments where patient_id = ? and reference is not null order by id desc";
        return String(world.query(sql, world.patientOf(nickname)?.id)[0]);
      },
    };
    return (await known[what]?.()) ?? wordOf(locale, wanted);
  };
  /** A line with its holes filled. */
  const withHoles = async (line: string): Promise<string> => {
    let text = line;
    for (const [hole, wanted = ""] of line.matchAll(/\{(.*?)\}/g)) text = text.replace(hole, await filled(wanted));
    return text;
  };
  const typed = async (name: string, line: string): Promise<string> => {
    const choice = /^\[(.+)\]$/.exec(line)?.[1];
    return choice ? await chosen(name, choice) : await withHoles(line.replaceAll("\\n", "\n"));
  };

  const unchanged = async (inbound: InboundText, reply: Reply | null) => {
    const before = world.changes();
    expect(JSON.stringify(await converse(inbound))).toBe(JSON.stringify(reply));
    expect(world.changes()).toBe(before);
  };
  const send = async (name: string, line: string, optOut?: InboundText["optOut"]): Promise<Turn> => {
    const text = await typed(name, line);
    const plain = { channel: "twilio-sms", providerId: `SM${++serial}`, from: phoneOf(name), to: land.phone, text };
    const inbound: InboundText = optOut ? { ...plain, optOut } : plain;
    Object.assign(told, { any: [], sent: null });
    const reply = await converse(inbound);
    const tells = told.sent ?? told.any;
    if (careful) await unchanged(inbound, reply);
    return { did: text, reply, tells, call: null, again: () => unchanged(inbound, reply) };
  };
  const inbox: Arrived[] = [];
  /** Time passes until something that we start reaches somebody, and brings a text or makes the telephone ring. */
  const push = async (name: string, kind: "text" | "call"): Promise<Turn> => {
    if (inbox.length === 0) inbox.push(...(await postman(world, speaking).pass(world.clock.now + 20 * 86_400_000)));
    const arrived = inbox.shift();
    expect(arrived, "nothing arrives within twenty days").toBeDefined();
    expect(arrived?.contactId).toBe(world.contactOf(name).id);
    expect(arrived?.text === null ? "call" : "text").toBe(kind);
    const prompt = await world.promptOf(name);
    const asked: readonly Tell[] = prompt ? [{ type: "prompt", prompt }] : [];
    const tells = kind === "text" ? (arrived?.tells ?? []) : asked;
    const text = kind === "text" ? (arrived?.text ?? "") : (speaking.text(asked, languageOf(name)) ?? "");
    const again = async () => invariant(false, "what we push comes once");
    return { did: "pushed", reply: { text }, tells, call: null, again };
  };
  const caller = createCaller({ world, land, speaking, flows: () => flows, phoneOf, careful });
  return {
    ...{ world, numbers, send, push, caller, languageOf, withHoles },
    /** Time passes, and nobody hears of us. */
    quiet: async (ms: number) => {
      expect(inbox).toEqual([]);
      expect(await postman(world, speaking).pass(world.clock.now + ms)).toEqual([]);
    },
    /** What was sent last to somebody comes back as undeliverable. */
    lost: (name: string) => postman(world, speaking).fails(world.contactOf(name).id),
    /** Today's flows are others than those a dialog was begun with. */
    raiseVersions: () => {
      flows = new Map([...flows].map(([key, flow]) => [key, { ...flow, version: flow.version + 1 }]));
    },
    pass: (ms: number) => {
      world.clock.now += ms;
    },
    /** Nobody stays on the line meanwhile. */
    wait: async (ms: number) => {
      await caller.hangUpAll();
      world.clock.now += ms;
    },
  };
}

/** What `createPlayer` gives. */
export type Player = Awaited<ReturnType<typeof createPlayer>>;
