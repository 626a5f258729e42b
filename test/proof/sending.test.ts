import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { drizzle } from "drizzle-orm/better-sqlite3";
import Koa from "koa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NO_FAULTS } from "../../src/simulator/faults.ts";
import { createSimulator } from "../../src/simulator/simulator.ts";
import { type Engine, openEngine } from "../../src/store/engine.ts";
import { migrate } from "../../src/store/migrate.ts";
import { slots } from "../../src/store/schema/places.ts";
import { appointments, timers } from "../../src/store/schema/visits.ts";
import { TO } from "../helpers/demo.ts";
import { district } from "../helpers/district.ts";
import { hasRedis, inRedis, ownRedis } from "../helpers/redis.ts";
import { accountSid, authToken } from "../simulator/virtual-phone.ts";

const REMINDERS = 10_000;
const EMBEDDED = 3_000;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const KEY = "6d".repeat(32);
/** A little of all that goes wrong between a gateway and a provider; the list lags, but less than a lease lasts. */
const FAULTS = { ...NO_FAULTS, tooMany: 0.0003, broken: 0.001, dropped: 0.001, sentSilently: 0.002, lagging: 0.2 };

const folder = mkdtempSync(join(tmpdir(), "gateway-sending-"));
const file = join(folder, "gateway.db");
const children = new Set<ChildProcess>();
const servers: Server[] = [];
let engine: Engine;
let make: ReturnType<typeof district>;

beforeAll(async () => {
  process.stdout.write(`sending: SEED=${SEED}, ${REMINDERS} reminders\n`);
  engine = openEngine({ file, key: KEY });
  migrate(engine.raw, "drizzle", Date.now());
  make = district({ engine, clock: { now: Date.now() } });
});

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const server of servers) server.close();
  await engine.close();
  rmSync(folder, { recursive: true });
});

async function listening(server: Server): Promise<string> {
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A provider that notes every text it takes, by the phone it goes to. */
async function provider(faults = NO_FAULTS) {
  const publicUrl = await listening(
    createServer((request, response) => request.resume().on("end", () => response.writeHead(204).end())),
  );
  const simulator = createSimulator({
    ...{ accountSid, authToken, publicUrl, pageFolder: "src/simulator/page", faults, seed: SEED, handsets: [] },
    numbers: [{ phone: TO, label: "Nabha" }],
  });
  const api = await listening(createServer(new Koa().use(simulator.pages).callback()));
  const taken = new Map<string, string>();
  let revision = 0;
  const look = () => {
    for (const { sid, to, revision: at } of simulator.provider.messages.since(revision)) {
      taken.set(sid, to);
      revision = Math.max(revision, at);
    }
    return taken.size;
  };
  return { publicUrl, api, taken, look };
}

/** Another worker of the real program. */
async function work({ publicUrl, api }: { publicUrl: string; api: string }, redisUrl?: string): Promise<ChildProcess> {
  const env = {
    ...{
      PATH: process.env["PATH"],
      GATEWAY_MODE: "demo",
      LOG_LEVEL: "info",
      DATABASE_URL: `file:${file}`,
      DATABASE_KEY: KEY,
    },
    ...{ TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_API_URL: api, PUBLIC_URL: publicUrl },
    ...{ TWILIO_TEXTS_PER_SECOND: "9999", SPEND_PER_DAY: "999999" },
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  };
  const child = spawn(process.execPath, ["dist/src/main.js", "serve", "worker"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  for await (const line of child.stdout) if (String(line).includes("working")) break;
  child.stdout.resume();
  return child;
}

async function stop(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
  children.delete(child);
}

const SEATS = 100;

/** Books a visit in three days' time for each of n new people and lets a reminder of it be due now, as after an outage. */
function remind(n: number): void {
  const now = Date.now();
  const db = drizzle(engine.raw);
  const { c: before } = engine.raw.prepare("select count(*) as c from patients").get() as { c: number };
  engine.raw.transaction(() => {
    // A clinic without a night, so that the proof can be run at any hour.
    const open = { country: "KE", zone: "Africa/Nairobi", quietFrom: "00:00", quietTo: "00:00", gatewayNumber: TO };
    const { id: locationId } = make.clinic(`Clinic ${before}`, open);
    const { id: scheduleId, practitionerId } = make.schedule(make.doctor("Dr Mwangi", ["general"]).id, locationId);
    // Its times are those below, so no worker looks for others.
    engine.raw.prepare("update schedules set materialised_to = '9999-12-31' where id = ?").run(scheduleId);
    for (let one = 0; one < n; one += 1) {
      const startAt = now + 3 * DAY + Math.floor(one / SEATS) * 20 * MINUTE;
      const of = { scheduleId, practitionerId, locationId };
      if (one % SEATS === 0) {
        const room = { startAt, endAt: startAt + 20 * MINUTE, capacity: SEATS, taken: Math.min(SEATS, n - one) };
        db.insert(slots)
          .values({ ...of, ...room })
          .run();
      }
      const contactId = make.contact(locationId).id;
      const patientId = make.patient("Amina", contactId).id;
      const { id: slotId } = engine.raw.prepare("select max(id) as id from slots").get() as { id: number };
      const seat = { slotId, seat: (one % SEATS) + 1, practitionerId, locationId, startAt, zone: open.zone };
      const known = { patientId, contactId, reference: String(1_000_000 + before + one), care: "general" } as const;
      const { id: appointmentId } = db
        .insert(appointments)
        .values({ ...seat, ...known, endAt: startAt + 20 * MINUTE, state: "booked", createdAt: now, updatedAt: now })
        .returning({ id: appointments.id })
        .get();
      const due = { dueAt: now, uselessAt: now + DAY, appointmentId, appointmentVersion: 1 };
      db.insert(timers)
        .values({ kind: "reminder", about: "three.days", ...due })
        .run();
    }
  })();
}

const pluck = (query: string) => engine.raw.prepare(query).pluck().all();

const LEFT_TO_DO = `select 1 from messages where state in ('queued', 'sending') union all
  select 1 from timers where kind = 'reminder' and state = 'pending' limit 1`;

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await pause(50);
}

const rate = (n: number, ms: number) => `${Math.round((n * 1_000) / ms)}/s`;

describe.skipIf(!hasRedis)(inRedis("reminders over two workers"), () => {
  test("each is sent once, though Redis is wiped and a worker killed in the middle", async () => {
    const redis = await ownRedis();
    const net = await provider(FAULTS);
    remind(REMINDERS);
    const [first, second] = await Promise.all([work(net, redis.url), work(net, redis.url)]);
    const began = performance.now();
    await until(() => net.look() >= REMINDERS * 0.3);
    const third = performance.now() - began;
    await redis.kill();
    await pause(1_000);
    await redis.start();
    await until(() => net.look() >= REMINDERS * 0.6);
    await stop(first, "SIGKILL");
    const inFlight = new Set(
      pluck("select phone from messages m join contacts c on c.id = m.contact_id where m.state = 'sending'"),
    );
    await until(() => net.look() >= REMINDERS * 0.99);
    const nearly = performance.now() - began;
    await until(() => {
      net.look();
      return pluck(LEFT_TO_DO).length === 0;
    });
    await stop(second, "SIGTERM");
    await redis.kill();

    expect(pluck("select distinct state from messages")).toEqual(["accepted"]);
    const sends = new Map<string, number>();
    for (const to of net.taken.values()) sends.set(to, (sends.get(to) ?? 0) + 1);
    expect(sends.size).toBe(REMINDERS);
    const twice = [...sends].filter(([, count]) => count > 1).map(([to]) => to);
    process.stdout.write(
      `sending: ${rate(REMINDERS * 0.3, third)} over two workers through Redis, ${rate(REMINDERS * 0.99, nearly)} with wipe and kill; ` +
        `${inFlight.size} in flight at the kill, ${twice.length} sent twice\n`,
    );
    // The list shows everything before a lease lapses, so not even what was in flight at the kill goes twice.
    expect(twice).toEqual([]);
  });
});

test("one worker without Redis sends each once", async () => {
  const net = await provider();
  remind(EMBEDDED);
  const worker = await work(net);
  const started = performance.now();
  await until(() => net.look() >= EMBEDDED);
  process.stdout.write(`sending: ${rate(EMBEDDED, performance.now() - started)} by one worker, embedded\n`);
  await stop(worker, "SIGTERM");
  expect(new Set(net.taken.values()).size).toBe(EMBEDDED);
  expect(net.taken.size).toBe(EMBEDDED);
  expect(pluck("select distinct state from messages")).toEqual(["accepted"]);
});
