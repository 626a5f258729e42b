import { drizzle } from "drizzle-orm/better-sqlite3";
import { afterEach, expect, test } from "vitest";
import { endDialog } from "../../src/booking/end-dialog.ts";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { extendSlots } from "../../src/booking/materialise.ts";
import type { Converse } from "../../src/converse.ts";
import { segments } from "../../src/core/segments.ts";
import { createSweeper } from "../../src/jobs/sweeper.ts";
import { forgetPiece } from "../../src/store/housekeeping.ts";
import { breaches } from "../../src/store/invariants.ts";
import { locations, schedules } from "../../src/store/schema/places.ts";
import { converseOver, demoDatabase, phone, seededRandom, TO } from "../helpers/demo.ts";

/** 80 small worlds in CI, 1,000 with PROOF_LONG=1; SEED=n plays one again. */
const WORLDS = process.env["PROOF_LONG"] === "1" ? 1_000 : 80;
const FIRST = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const COUNT = process.env["SEED"] ? 1 : WORLDS;
const STEPS = 160;
const PEOPLE = 6;
const MINUTE = 60_000;

/** What people write: answers, verbs, one-text bookings, and what nobody understands. */
const WORDS = [
  ...["1", "1", "1", "2", "3", "4", "5", "9", "0", "6", "7", "8", "back", "menu", "hi", "my visits", "cancel"],
  ...[
    "book eye",
    "book general",
    "child tomorrow",
    "kal subah aankh",
    "Dr Kaur",
    "skin friday 10:00",
    "ਅੱਖ",
    "macho kesho",
  ],
  ...[
    "Asha Devi",
    "Ravi",
    "1980",
    "482108",
    "9400749",
    "stop",
    "start",
    "hindi",
    "english",
    "??",
    "",
    "chest pain",
    "nabha",
  ],
] as const;

type World = Awaited<ReturnType<typeof demoDatabase>> & { converse: Converse; readonly random: () => number };

/** A zone whose clocks change on 27 March 2026, so that days of 23 hours are among the simulated ones. */
const ZONE_WITH_DST = "Asia/Jerusalem";

async function world(seed: number): Promise<World> {
  const database = await demoDatabase();
  if (seed % 2 === 0) {
    database.clock.now = Date.UTC(2026, 2, 25, 6);
    await database.run((tx) => tx.db.update(locations).set({ zone: ZONE_WITH_DST }));
    await database.run((tx) => tx.db.update(schedules).set({ materialisedTo: null }));
    while (await database.run(extendSlots));
  }
  return { ...database, converse: await converseOver(database.run), random: seededRandom(seed) };
}

function pick<T>(random: () => number, of: readonly T[]): T {
  return of[Math.floor(random() * of.length)] as T;
}

function sweeperOf({ engine, clock, run }: World) {
  return createSweeper({
    transact: run,
    background: engine.background,
    read: drizzle(engine.raw),
    clock: () => clock.now,
    handlers: {
      "hold.end": async (tx, { appointmentId }) => void (appointmentId && (await endHold(tx, appointmentId))),
      "dialog.end": async (tx, { contactId }) => void (contactId && (await endDialog(tx, contactId))),
      reminder: async () => {},
    },
    chores: [extendSlots, forgetPiece],
    onError: (error) => {
      throw error;
    },
  });
}

type Sent = { readonly providerId: string; readonly from: string; readonly text: string; readonly answer: string };

/** One thing happens: mostly a text, sometimes a repeat, time passing, a restart, a change of hours. */
async function step(at: World, sent: Sent[], n: number): Promise<void> {
  const { random, clock } = at;
  const chance = random();
  if (chance < 0.78)
    return void sent.push(await send(at, `SM${n}`, phone(Math.floor(random() * PEOPLE)), pick(random, WORDS)));
  if (chance < 0.84 && sent.length > 0) return await repeat(at, pick(random, sent));
  if (chance < 0.94) clock.now += Math.floor(random() * random() * 9 * 60) * MINUTE;
  else if (chance < 0.95) clock.now -= 10 * MINUTE;
  else if (chance < 0.97) at.converse = await converseOver(at.run);
  else if (chance < 0.99) await sweeperOf(at).sweep();
  else await changeHours(at);
}

async function send(at: World, providerId: string, from: string, text: string): Promise<Sent> {
  const reply = await at.converse({ channel: "twilio-sms", providerId, from, to: TO, text });
  if (reply) expect(segments(reply.text).segments).toBeLessThanOrEqual(2);
  return { providerId, from, text, answer: JSON.stringify(reply) };
}

/** The network delivers a text again, perhaps hours later: the same answer, unless it is a week old. */
async function repeat(at: World, { providerId, from, text, answer }: Sent): Promise<void> {
  const again = await at.converse({ channel: "twilio-sms", providerId, from, to: TO, text });
  expect(JSON.stringify(again)).toBe(answer);
}

async function changeHours({ run, random }: World): Promise<void> {
  const weekly = pick(random, [
    [{ weekday: 2, from: "09:00", to: "11:00" }],
    [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, from: "10:00", to: "12:00" })),
  ]);
  await run((tx) => tx.db.update(schedules).set({ weekly, materialisedTo: null }));
  while (await run(extendSlots));
}

let open: World | undefined;

afterEach(async () => {
  await open?.engine.close();
});

test.each(Array.from({ length: COUNT }, (_, n) => FIRST + n))(
  "what must hold holds in the world of seed %i",
  async (seed) => {
    const at = await world(seed);
    open = at;
    const sent: Sent[] = [];
    for (let n = 0; n < STEPS; n += 1) {
      await step(at, sent, n);
      if (n % 20 === 0) expect(await at.run(breaches), `SEED=${seed} after step ${n}`).toEqual([]);
    }
    await sweeperOf(at).sweep();
    expect(await at.run(breaches), `SEED=${seed} at the end`).toEqual([]);
  },
);
