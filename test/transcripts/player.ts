import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { answer } from "../../src/booking/answer.ts";
import { createConverse } from "../../src/converse.ts";
import { codeFrom } from "../../src/core/check-digit.ts";
import { openPrompt } from "../../src/core/dialog.ts";
import type { Answer, Ask, Tell } from "../../src/core/effects.ts";
import type { Flows } from "../../src/core/flow.ts";
import type { InboundText, Reply } from "../../src/core/inbound.ts";
import type { Care } from "../../src/core/places.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import type { Speaking } from "../../src/core/speaking.ts";
import type { LocaleFiles } from "../../src/speech/locales.ts";
import { loadDialog } from "../../src/store/dialogs.ts";
import { openEngine } from "../../src/store/engine.ts";
import { contacts, links, patients } from "../../src/store/schema/people.ts";
import { slots } from "../../src/store/schema/places.ts";
import { testDatabase } from "../helpers/database.ts";
import { asker } from "../helpers/district.ts";
import { instant, type Land, settle } from "./district.ts";
import { type Manner, optionOf, wordOf } from "./phone-book.ts";

/** A language to play in, and all of them compiled. */
export type Voice = { readonly locale: LocaleFiles; readonly tags: readonly string[]; readonly speaking: Speaking };

/** How to play: `careful` restarts the process between any two lines and delivers every text twice. */
export type Manners = {
  readonly land: Land;
  readonly answers: Manner;
  readonly careful: boolean;
  /** Everybody's language is known from the start, but for those who are introduced with `is`. */
  readonly known: boolean;
};

/** What came back to one text. */
export type Turn = { readonly inbound: InboundText; readonly reply: Reply | null; readonly tells: readonly Tell[] };

const KEY = "07".repeat(32);

/** A district in which people with phones text; everything a transcript's lines can do. */
export async function createPlayer({ locale, tags, speaking }: Voice, { land, answers, careful }: Manners) {
  const database = await testDatabase(instant("Mon 8:00", land.zone));
  const { clock } = database;
  let engine = database.engine;
  const languages = [locale.tag, ...tags.filter((tag) => tag !== locale.tag)];
  const home = settle(database, land, languages);
  const numbers = new Map<string, string>();
  const last = new Map<string, Turn>();
  let flows: Flows = FLOWS;
  let serial = 0;
  let told: readonly Tell[] = [];

  const listening: Speaking = {
    ...speaking,
    text: (tells, language) => {
      told = tells;
      return speaking.text(tells, language);
    },
  };
  const db = () => drizzle(engine.raw);
  const converse = (inbound: InboundText) =>
    createConverse({ speaking: listening, transact: engine.transact, flows, country: land.country, secret: new Uint8Array(32) })(inbound);
  const numberOf = (name: string): string => {
    const known = numbers.get(name);
    if (known) return known;
    const serialText = String(numbers.size + 1).padStart(2, "0");
    const number = land.country === "IN" ? `+9198123456${serialText}` : `+2547123456${serialText}`;
    numbers.set(name, number);
    return number;
  };
  const contactOf = (name: string) => {
    const phone = numberOf(name);
    const known = db().select().from(contacts).where(eq(contacts.phone, phone)).get();
    return known ?? db().insert(contacts).values({ phone, locationId: home, createdAt: clock.now }).returning().get();
  };
  const promptOf = async (name: string): Promise<Prompt | null> => {
    const { id } = contactOf(name);
    const stored = await engine.transact((tx) => loadDialog(tx, id));
    return stored && openPrompt(stored.dialog);
  };
  const patientOf = (nickname: string) => {
    const row = db().select().from(patients).where(eq(patients.nickname, nickname)).get();
    if (!row) throw new Error(`there is no ${nickname}`);
    return row;
  };
  const languageOf = (name: string) => contactOf(name).language ?? locale.tag;

  /** `[…]` and `{…}` of a line as this person would type them. */
  const typed = async (name: string, line: string): Promise<string> => {
    const key = /^\[key (\d)\]$/.exec(line)?.[1];
    if (key) return key;
    const choice = /^\[(.+)\]$/.exec(line)?.[1];
    if (choice) {
      const option = optionOf(await promptOf(name), choice);
      const label: Prompt = { say: [option.label], options: [], takes: [] };
      const words = speaking.text([{ type: "prompt", prompt: label }], languageOf(name)) ?? "";
      return answers === "digits" ? String(option.digit) : words;
    }
    return line.replace(/\{(.*?)\}/g, (_, wanted: string) => {
      const [what = "", whose = ""] = wanted.split(" ");
      if (what === "ref") return referenceOf(whose);
      if (what === "code") return patientOf(whose).code;
      if (what === "long") return "x ".repeat(800);
      return what === "nothing" ? "" : wordOf(locale, wanted);
    });
  };
  const referenceOf = (nickname: string): string => {
    const sql = "select reference from appointments where patient_id = ? and reference is not null order by id desc";
    return (engine.raw.prepare(sql).get(patientOf(nickname).id) as { reference: string }).reference;
  };
  const everything = () => {
    const names = "select name from sqlite_master where type = 'table' and name not like 'sqlite%'";
    const tables = engine.raw.prepare(names).pluck().all() as string[];
    return tables.map((table) => engine.raw.prepare(`select * from "${table}"`).all());
  };
  const restart = async () => {
    await engine.close();
    engine = openEngine({ file: database.file, key: KEY, clock: () => clock.now });
    engine.raw.pragma("synchronous = off");
  };
  const again = async (name: string) => {
    const turn = last.get(name);
    if (!turn) throw new Error(`${name} has sent nothing`);
    const before = everything();
    expect(JSON.stringify(await converse(turn.inbound))).toBe(JSON.stringify(turn.reply));
    expect(everything()).toEqual(before);
  };
  const send = async (name: string, line: string, optOut?: InboundText["optOut"]): Promise<Turn> => {
    const text = await typed(name, line);
    if (careful && !process.env['NOREOPEN']) await restart();
    const from = numberOf(name);
    const plain = { channel: "twilio-sms", providerId: `SM${++serial}`, from, to: land.phone, text };
    const inbound: InboundText = optOut ? { ...plain, optOut } : plain;
    told = [];
    const reply = await converse(inbound);
    const turn: Turn = { inbound, reply, tells: told };
    last.set(name, turn);
    if (careful) await again(name);
    return turn;
  };
  const ask = (name: string, question: Ask): Promise<Answer> => {
    const { id } = contactOf(name);
    return engine.transact((tx) => answer(tx, { ...asker(id, home), language: locale.tag }, question));
  };
  const newPatient = (nickname: string): number => {
    const row = { code: codeFrom(++serial * 7919, 6), name: nickname, nickname, createdAt: clock.now };
    return db().insert(patients).values(row).returning().get().id;
  };
  /** Somebody known to this phone. */
  const knows = (name: string, nickname: string, privacy: "covert" | "neutral" | "overt" = "neutral") => {
    const { id: contactId } = contactOf(name);
    const known = db().select().from(patients).where(eq(patients.nickname, nickname)).get();
    const patientId = known?.id ?? newPatient(nickname);
    db().insert(links).values({ contactId, patientId, privacy, createdAt: clock.now }).run();
  };
  /** A visit that was booked before the transcript begins, without a dialog. */
  const books = async (name: string, nickname: string, care: Care, time: string) => {
    const startAt = instant(time, land.zone);
    for (const { id: slotId } of db().select().from(slots).where(eq(slots.startAt, startAt)).all()) {
      const held = await ask(name, { type: "holdSlot", slotId, care });
      if (held.type !== "slot.held") continue;
      const booked = await ask(name, { type: "book", holdId: held.holdId, who: { patientId: patientOf(nickname).id } });
      expect(booked).toMatchObject({ type: "booked" });
      return;
    }
    throw new Error(`there is no time for ${care} at ${time}`);
  };
  const raiseVersions = () => {
    flows = new Map([...flows].map(([key, flow]) => [key, { ...flow, version: flow.version + 1 }]));
  };
  return {
    ...{ land, careful, send, again, restart, knows, books, raiseVersions, numbers, contactOf, promptOf, languageOf },
    db,
    run: <T>(fn: Parameters<typeof engine.transact<T>>[0]) => engine.transact(fn),
    wait: (ms: number) => {
      clock.now += ms;
    },
    speak: (name: string, language: string) =>
      db().update(contacts).set({ language, languageChosen: true }).where(eq(contacts.id, contactOf(name).id)).run(),
    query: (sql: string) => engine.raw.prepare(sql).pluck().all(),
    close: () => engine.close(),
  };
}

/** What `createPlayer` gives. */
export type Player = Awaited<ReturnType<typeof createPlayer>>;
