import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { answer } from "../../src/booking/answer.ts";
import { endDialog } from "../../src/booking/end-dialog.ts";
import { handOver } from "../../src/booking/hand-over.ts";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { pushHandlers } from "../../src/booking/push-handlers.ts";
import { reportMessage } from "../../src/booking/report-message.ts";
import { settle, settleDoubt } from "../../src/booking/settle.ts";
import type { Outbound } from "../../src/core/delivery.ts";
import type { Ask } from "../../src/core/effects.ts";
import { createDeliver } from "../../src/jobs/deliver.ts";
import { createFire } from "../../src/jobs/fire.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import { openEngine, type Tx } from "../../src/store/engine.ts";
import { links } from "../../src/store/schema/people.ts";
import { slots } from "../../src/store/schema/places.ts";
import { testDatabase } from "../helpers/database.ts";
import { converseOver, seededRandom } from "../helpers/demo.ts";
import { asker, district } from "../helpers/district.ts";
import { Killed, monthProvider } from "./month-provider.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEY = "07".repeat(32);
/** Its clock jumps over midnight on 24 April 2026. */
const ZONE = "Africa/Cairo";
const BEGIN = Date.UTC(2026, 3, 10, 5);
const OURS = "+20225000001";

/** A row as SQLite gives it; each place knows its columns. */
export type Row = Readonly<Record<string, string & number>>;

const speaking = createSpeaking(readLocales("locales"));
const wallHour = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", hourCycle: "h23" });

/** Five people, a clinic with two times a day, a worker that may die at any moment, and a provider that may do anything. */
export async function monthWorld(seed: number) {
  const random = seededRandom(seed);
  const database = await testDatabase(BEGIN);
  const { clock } = database;
  const make = district(database);
  const home = make.clinic("Cairo", {
    zone: ZONE,
    country: "EG",
    gatewayNumber: OURS,
    remindSameDay: true,
    horizonDays: 60,
  });
  const schedule = make.schedule(make.doctor("Dr Said", ["eye", "general", "dental", "skin"]).id, home.id);
  const people = Array.from({ length: 5 }, (_, n) => {
    const contact = make.contact(home.id);
    return { contact, patient: make.patient(`P${n}`, contact.id) };
  });
  const link = (who: number, contact: number, change: Partial<typeof links.$inferInsert>) =>
    drizzle(database.engine.raw)
      .insert(links)
      .values({
        contactId: people[contact]?.contact.id ?? 0,
        patientId: people[who]?.patient.id ?? 0,
        createdAt: BEGIN,
        ...change,
      })
      .run();
  link(0, 1, { rank: 90 });
  link(4, 3, { rank: 90, via: "call" });
  database.engine.raw.prepare("update links set via = 'call' where contact_id = ?").run(people[2]?.contact.id);
  for (let day = 0; day < 45; day += 1) {
    for (const hour of [9, 15]) {
      const startAt = BEGIN + day * DAY + (hour - 7) * HOUR;
      const { id: scheduleId, practitionerId, locationId } = schedule;
      const row = { scheduleId, practitionerId, locationId, startAt, endAt: startAt + HOUR / 3, capacity: 2 };
      drizzle(database.engine.raw).insert(slots).values(row).run();
    }
  }
  const opened = () => {
    const fresh = openEngine({ file: database.file, key: KEY, clock: () => clock.now });
    fresh.raw.pragma("synchronous = off");
    return fresh;
  };
  await database.engine.close();
  let engine = opened();
  // Asked at every look, so compiled once for each life of the process.
  let statements = new Map<string, ReturnType<typeof engine.raw.prepare>>();
  const rows = (sql: string, ...values: readonly unknown[]) => {
    const statement = statements.get(sql) ?? engine.raw.prepare(sql);
    statements.set(sql, statement);
    return statement.all(...values) as Row[];
  };
  const run = <T>(fn: (tx: Tx) => Promise<T>) => engine.transact(fn);
  const stopped = new Set<string>();
  let converse = await converseOver(run);

  const onLeaving = ({ id, to }: Outbound, kind: string) => {
    const [row] = rows(
      `select m.purpose, m.content, a.state, a.start_at as start, a.version, m.appointment_version as said from messages m
        left join appointments a on a.id = m.appointment_id where m.id = ?`,
      id,
    );
    const purpose = String(row?.["purpose"]);
    if (!row || !/^(reminder|notice|rebook|follow)/.test(purpose)) return;
    const where = `${purpose} ${kind} at ${new Date(clock.now).toISOString()}`;
    expect(stopped.has(to), `${where}: after a stop`).toBe(false);
    expect(row["version"], `${where}: about a visit that has changed`).toBe(row["said"]);
    const start = Number(row["start"]);
    const isNear = purpose.startsWith("notice") && start - clock.now < DAY;
    const hour = Number(wallHour.format(clock.now));
    if (!isNear) expect(hour >= 8 && hour < 20, `${where}: in quiet hours`).toBe(true);
    if (purpose !== "reminder") return;
    expect(["booked", "confirmed"], where).toContain(row["state"]);
    expect(start, `${where}: after the visit has begun`).toBeGreaterThan(clock.now);
    if (kind === "text") expect(row["content"], `${where}: of another time`).toContain(`"at":${start}`);
  };
  const provider = monthProvider({ random, now: () => clock.now, onLeaving });
  const { text: speak, segments } = await speaking;
  const policy = {
    ...{ speak, segments, perSecond: { text: 100, call: 100 }, spendPerDayMicros: 1e12, zone: ZONE },
    ...{ priceMicros: { segment: 1, minute: 1 }, channels: provider.channels },
  };
  const fire = createFire({
    transact: run,
    handlers: {
      "hold.end": async (tx, { appointmentId }) => void (appointmentId && (await endHold(tx, appointmentId))),
      "dialog.end": async (tx, { contactId }) => void (contactId && (await endDialog(tx, contactId))),
      ...pushHandlers(FLOWS),
    },
  });
  const restart = async () => {
    await engine.close();
    engine = opened();
    statements = new Map();
    converse = await converseOver(run);
  };
  const deliver = async (id: number) => {
    const parts = {
      channels: provider.channels,
      handOver: (tx: Tx, of: number) => handOver(tx, policy, of),
      settle,
      settleDoubt,
    };
    await createDeliver({ transact: run, read: engine.read, ...parts })(id).catch(async (error: unknown) => {
      if (!(error instanceof Killed)) throw error;
      await restart();
    });
  };
  const hearReports = async () => {
    for (let at = provider.reports.length - 1; at >= 0; at -= 1) {
      const report = provider.reports[at];
      if (!report || report.at > clock.now) continue;
      if (random() > 0.1) provider.reports.splice(at, 1);
      await run((tx) => reportMessage(tx, report, 1));
    }
  };
  /** One look of a worker: reports, timers, messages. */
  const work = async () => {
    await hearReports();
    for (const { id } of rows(
      "select id from timers where state = 'pending' and due_at <= ? order by due_at, id",
      clock.now,
    ))
      await fire(Number(id));
    const due = rows(
      `select id from messages where (state = 'queued' and not_before <= ?) or (state = 'sending' and lease_until <= ?)
        or (state = 'inline' and content is not null and due_at <= ?)`,
      ...[clock.now, clock.now, clock.now],
    );
    for (const { id } of due) await deliver(Number(id));
  };
  return {
    ...{ random, clock, people, rows, run, provider, stopped, restart, work, BEGIN },
    /** Time passes; a worker that is at work looks whenever something is due. */
    pass: async (ms: number, isWorking: boolean) => {
      const until = clock.now + ms;
      for (let looks = 0; isWorking && looks < 500; looks += 1) {
        await work();
        const next = rows(
          `select min(at) as at from (select due_at as at from timers where state = 'pending' union all
            select not_before from messages where state = 'queued' union all select lease_until from messages where state = 'sending')
            where at > ?`,
          clock.now,
        )[0]?.["at"];
        if (!next || next > until) break;
        clock.now = next;
      }
      clock.now = Math.max(clock.now, until);
    },
    clockBack: (ms: number) => {
      clock.now -= ms;
    },
    ask: (who: number, question: Ask) =>
      run((tx) => answer(tx, asker(people[who]?.contact.id ?? 0, home.id), question)),
    write: (who: number, text: string, providerId: string) =>
      converse({ channel: "twilio-sms", providerId, from: people[who]?.contact.phone ?? "", to: OURS, text }),
    close: () => engine.close(),
  };
}

/** What `monthWorld` gives. */
export type MonthWorld = Awaited<ReturnType<typeof monthWorld>>;
