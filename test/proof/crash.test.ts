import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEngine } from "../../src/store/engine.ts";
import { breaches } from "../../src/store/invariants.ts";
import { phone, seededRandom } from "../helpers/demo.ts";
import { type Answered, type Delivery, keysFrom, type Program, program, textFrom } from "./gateway.ts";

/** 20 kills in CI, 200 with PROOF_LONG=1. */
const KILLS = process.env["PROOF_LONG"] === "1" ? 200 : 20;
const CLIENTS = 24;
/** Deliveries of earlier rounds that are repeated after each restart; all of them are after the last. */
const SAMPLE = 60;
/** How often the network delivers a text twice at once, and how often a kill comes during a start. */
const TWICE = 0.05;
const DURING_START = 0.2;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

/** Conversations of fewer texts than the rate limit; each is had from a number of its own. */
const TALKS = [
  ["book general", "1", "Asha Devi", "1980"],
  ["hi", "1", "eye", "1", "Ravi", "9", "7", "1"],
  ["book child tomorrow", "2", "Meena", "9", "8", "6"],
  ["ek", "book skin", "9", "1", "Gita", "8"],
  ["book women", "1", "Simran", "back", "my visits", "8"],
];

/** Calls of numbers nobody knows yet: a language, a booking, and what comes after it. */
const CALLS = [
  ["", "1", "1", "1", "1", "1", "1", "1980", "8", "6"],
  ["", "1", "1", "2", "2", "1", "1", "9", "7", "1", "1"],
  ["", "2", "1", "4", "1", "2", "1", "1", "1", "9"],
];

const random = seededRandom(SEED);
const folder = mkdtempSync(join(tmpdir(), "gateway-crash-"));
const acknowledged = new Map<string, { readonly delivery: Delivery; readonly xml: string }>();
const interrupted = new Map<string, Delivery>();
let gateway: Program;
let people = 0;
let texts = 0;

beforeAll(async () => {
  process.stdout.write(`crash: seed ${SEED}, ${KILLS} kills\n`);
  gateway = await program(folder);
}, 120_000);

afterAll(async () => {
  await gateway?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** What each client has begun and not said to the end: a kill interrupts it, and it goes on after the restart. */
const unsaid: Delivery[][] = Array.from({ length: CLIENTS }, () => []);

/** Talks until the connection breaks. */
async function client(left: Delivery[]): Promise<void> {
  for (let isUp = true; isUp; ) {
    if (left.length === 0) left.push(...conversation());
    const next = left.shift();
    isUp = next !== undefined && (await sent(next));
  }
}

/** Every third person calls. */
function conversation(): readonly Delivery[] {
  people += 1;
  return people % 3 === 0 ? called(phone(people)) : texted(phone(people));
}

function texted(from: string): readonly Delivery[] {
  return (TALKS[people % TALKS.length] ?? []).map((body) => textFrom(`SM${++texts}`, from, body));
}

function called(from: string): readonly Delivery[] {
  return (CALLS[(people / 3) % CALLS.length] ?? []).map((digits, turn) => keysFrom(`CA${people}`, from, turn, digits));
}

/** Delivers a request, now and then twice at once; false when the connection broke. */
async function sent(delivery: Delivery): Promise<boolean> {
  const copies = random() < TWICE ? 2 : 1;
  const answers = await Promise.all(Array.from({ length: copies }, () => gateway.deliver(delivery)));
  const answered = answers.filter(({ status }) => status !== 0);
  expect(new Set(answered.map(({ xml }) => xml)).size).toBeLessThanOrEqual(1);
  // Of two deliveries at once the kill may answer one and break the other.
  return note(delivery, answered[0] ?? { status: 0, xml: "" }) && answered.length === copies;
}

function note(delivery: Delivery, { status, xml }: Answered): boolean {
  if (status === 200) acknowledged.set(delivery.sid, { delivery, xml });
  else interrupted.set(delivery.sid, delivery);
  return status === 200;
}

/** As a provider does after a broken connection: the same text, the same id. */
async function redeliverInterrupted(): Promise<void> {
  for (const delivery of [...interrupted.values()]) {
    interrupted.delete(delivery.sid);
    expect(note(delivery, await gateway.deliver(delivery))).toBe(true);
  }
}

async function expectSameBytes(sids: readonly string[]): Promise<void> {
  const left = [...sids];
  const one = async () => {
    for (let sid = left.pop(); sid !== undefined; sid = left.pop()) {
      const known = acknowledged.get(sid);
      if (known) expect(await gateway.deliver(known.delivery), sid).toEqual({ status: 200, xml: known.xml });
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, one));
}

/** A start that is cut off: the journal is found again, half read. */
async function killWhileStarting(): Promise<void> {
  const started = gateway.start().catch(() => null);
  await new Promise((resolve) => setTimeout(resolve, random() * 500));
  await gateway.kill();
  await started;
}

function sample(): readonly string[] {
  const sids = [...acknowledged.keys()];
  return Array.from({ length: Math.min(SAMPLE, sids.length) }, (_, n) =>
    n < SAMPLE / 2 ? (sids.at(-1 - n) ?? "") : (sids[Math.floor(random() * sids.length)] ?? ""),
  );
}

test("a process killed at any moment has lost nothing that it acknowledged, and nothing happened by halves", async () => {
  let slowestStart = await gateway.start();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const clients = unsaid.map(client);
    await new Promise((resolve) => setTimeout(resolve, 100 + random() * 500));
    await gateway.kill();
    await Promise.all(clients);
    if (random() < DURING_START) await killWhileStarting();
    slowestStart = Math.max(slowestStart, await gateway.start());
    await redeliverInterrupted();
    await expectSameBytes(sample());
  }
  await expectSameBytes([...acknowledged.keys()]);
  await gateway.kill();
  await expectWhole();
  const figures = `${KILLS} kills, ${acknowledged.size} requests acknowledged, slowest start ${Math.round(slowestStart)} ms`;
  process.stdout.write(`crash: ${figures}\n`);
});

/** A reference as it is spoken; the digits of a phone are more and those of a patient code fewer. */
const SPOKEN = /(?<!\d, )\d(?:, \d){6}(?!, \d)/;

function referencesIn(xml: string): readonly string[] {
  const spoken = xml.match(new RegExp(SPOKEN, "g")) ?? [];
  return [...(xml.match(/\b\d{7}\b/g) ?? []), ...spoken.map((digits) => digits.replaceAll(", ", ""))];
}

/** The data holds, and the visits in it are just those that somebody was told of. */
async function expectWhole(): Promise<void> {
  const engine = openEngine({ file: gateway.file, key: gateway.key });
  try {
    expect(await engine.transact(breaches)).toEqual([]);
    expect(engine.raw.pragma("integrity_check", { simple: true })).toBe("ok");
    const select = `select a.reference from appointments a join contacts c on c.id = a.contact_id
      where a.reference is not null and c.phone like '+9198100%'`;
    const stored = new Set(engine.raw.prepare(select).pluck().all());
    const told = new Set([...acknowledged.values()].flatMap(({ xml }) => referencesIn(xml)));
    expect(told.size).toBeGreaterThan(KILLS);
    expect(stored).toEqual(told);
    const spoken = [...acknowledged.values()].filter(({ xml }) => SPOKEN.test(xml));
    expect(spoken.length).toBeGreaterThan(KILLS / 2);
  } finally {
    await engine.close();
  }
}
