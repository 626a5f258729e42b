import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { endDialog } from "../../src/booking/end-dialog.ts";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { extendSlots } from "../../src/booking/materialise.ts";
import { pushHandlers } from "../../src/booking/push-handlers.ts";
import { watchInvariants } from "../../src/booking/watch-invariants.ts";
import { holdsOf } from "../../src/core/dialog.ts";
import type { Reply } from "../../src/core/inbound.ts";
import { segments } from "../../src/core/segments.ts";
import { createSweeper } from "../../src/jobs/sweeper.ts";
import { DIALOG_LASTS } from "../../src/store/dialogs.ts";
import { type Engine, openEngine } from "../../src/store/engine.ts";
import { forgetPiece } from "../../src/store/housekeeping.ts";
import { breaches } from "../../src/store/invariants.ts";
import { locations, schedules } from "../../src/store/schema/places.ts";
import { converseOver, demoDatabase, seededRandom, TO } from "../helpers/demo.ts";
import { nextText, type Person, pick, reads } from "./people.ts";

/** A text on its way. */
export type Sent = { readonly providerId: string; readonly person: Person; readonly text: string };

/** The gateway without its web edge, its clock and its people; nothing in it survives a restart but the database. */
export type World = Awaited<ReturnType<typeof theWorld>>;

const KEY = "07".repeat(32);
/** A zone whose clocks change on 27 March 2026: one of the simulated days has 23 hours. */
const ZONE_WITH_DST = "Asia/Jerusalem";
const BEFORE_DST = Date.UTC(2026, 2, 25, 5);

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** Hours that clinics change to: the fewer there are, the more people race for each. */
const HOURS = [
  EVERY_DAY.map((weekday) => ({ weekday, from: "10:00", to: "12:00" })),
  EVERY_DAY.map((weekday) => ({ weekday, from: "09:10", to: "09:50" })),
  [{ weekday: 3, from: "01:30", to: "04:30" }],
  [5, 6].map((weekday) => ({ weekday, from: "01:30", to: "04:30" })),
];

/** A demo district; of four seeds two have a change of clocks, one scarce times, one both. */
export async function theWorld(seed: number, people: readonly Person[]) {
  const { engine: first, clock, file } = await demoDatabase();
  const random = seededRandom(seed);
  let engine: Engine = first;
  let converse = await converseOver(engine.transact);
  let serial = 0;
  const late: Sent[] = [];
  const delivered = new Map<string, readonly [Sent, Reply | null]>();
  const rows = <Row>(query: string, ...values: readonly unknown[]) => engine.raw.prepare(query).all(...values) as Row[];

  const compose = (person: Person): Sent => {
    serial += 1;
    return { providerId: `SM${serial}`, person, text: nextText(person, random) };
  };
  const deliver = async (sent: Sent): Promise<Reply | null> => {
    const { providerId, person, text } = sent;
    const reply = await converse({ channel: "twilio-sms", providerId, from: person.phone, to: TO, text });
    if (delivered.has(providerId)) return reply;
    delivered.set(providerId, [sent, reply]);
    reads(person, reply);
    if (reply) expect(segments(reply.text).segments).toBeLessThanOrEqual(2);
    for (const reference of reply?.text.match(/\b\d{7}\b/g) ?? []) {
      expect(rows("select 1 from appointments where reference = ?", reference)).toHaveLength(1);
    }
    return reply;
  };
  const sweep = () => sweeperOf(engine, clock).sweep();
  const setHours = async (weekly: (typeof HOURS)[number], some: () => boolean) => {
    for (const { id } of rows<{ id: number }>("select id from schedules")) {
      if (!some()) continue;
      await engine.transact((tx) =>
        tx.db.update(schedules).set({ weekly, materialisedTo: null }).where(sql`id = ${id}`),
      );
    }
    while (await engine.transact(extendSlots));
  };

  if (seed % 2 === 0) {
    clock.now = BEFORE_DST;
    await engine.transact((tx) => tx.db.update(locations).set({ zone: ZONE_WITH_DST }));
  }
  await setHours(seed % 4 < 2 ? pick(random, HOURS) : (HOURS[0] ?? []), () => seed % 4 < 2);
  return {
    random,
    clock,
    people,
    late,
    delivered,
    compose,
    deliver,
    sweep,
    write: (person: Person) => deliver(compose(person)),
    changeRules: () => setHours(pick(random, HOURS), () => random() < 0.5),
    restart: async () => {
      await engine.close();
      engine = openEngine({ file, key: KEY, clock: () => clock.now });
      engine.raw.pragma("synchronous = off");
      converse = await converseOver(engine.transact);
    },
    close: () => engine.close(),
    /** How often each act on an appointment happened. */
    acts: () =>
      rows<{ act: string; n: number }>(
        "select act, count(*) n from audit where entity = 'appointment' group by act",
      ).map(({ act, n }) => [act, n] as const),
    /** What can be seen at every moment: nobody keeps a seat that her dialog has forgotten. */
    expectSane: async (where: string) => {
      const holds = rows<{ id: number; dialog: string | null }>(
        `select a.id, d.dialog from appointments a left join dialogs d on d.contact_id = a.contact_id
         where a.state = 'held' and a.contact_id is not null`,
      );
      for (const { id, dialog } of holds) expect(dialog ? holdsOf(JSON.parse(dialog)) : [], where).toContain(id);
    },
    /** What holds whenever nobody acts and the sweeper has just run. */
    expectWhole: async (where: string) => {
      expect(await engine.transact(breaches), where).toEqual([]);
      const forgotten = `select a.id from appointments a join dialogs d on d.contact_id = a.contact_id
        where a.state = 'held' and d.last_turn_at <= ?`;
      expect(rows(forgotten, clock.now - DIALOG_LASTS), where).toEqual([]);
      expect(rows("select * from timers where state = 'pending' and due_at <= ?", clock.now), where).toEqual([]);
    },
  };
}

function sweeperOf(engine: Engine, clock: { readonly now: number }) {
  return createSweeper({
    ...engine,
    clock: () => clock.now,
    read: drizzle(engine.raw),
    handlers: {
      "hold.end": async (tx, { appointmentId }) => void (appointmentId && (await endHold(tx, appointmentId))),
      "dialog.end": async (tx, { contactId }) => void (contactId && (await endDialog(tx, contactId))),
      ...pushHandlers(FLOWS),
    },
    chores: [
      extendSlots,
      forgetPiece,
      (tx) =>
        watchInvariants(tx, (count) => {
          throw new Error(`the sweeper saw ${count} breaches`);
        }),
    ],
    onError: (error) => {
      throw error;
    },
  });
}
