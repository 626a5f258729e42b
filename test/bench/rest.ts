import { get, type IncomingMessage } from "node:http";
import autocannon from "autocannon";
import { createKey } from "../../src/store/api-keys.ts";
import { openBench } from "./district.ts";

const PATIENTS = 2_000;
const STREAMS = 2_000;
const DOCTORS = 500;
/** Slots booked one by one in the bench of the stream, at this pace (ms). */
const BOOKINGS = 100;
const PACE_MS = 30;

type Slot = { readonly doctorId: number; readonly startAt: number };

/** Gives the bench's district its key, patients, and the slots to book, in order of time. */
export async function prepareRest(file: string): Promise<{ readonly token: string; readonly slots: readonly Slot[] }> {
  const engine = openBench(file);
  const key = { label: "bench", role: "integrator", locationIds: null, ratePerMinute: 1e9, expiresAt: null } as const;
  const { token } = await engine.transact((tx) => createKey(tx, key));
  const insert = engine.raw.prepare("insert into patients (code, location_id, created_at) values (?, 1, 0)");
  engine.raw.exec("begin");
  for (let n = 0; n < PATIENTS; n += 1) insert.run(`b${n}`);
  engine.raw.exec("commit");
  const slots = engine.raw
    .prepare("select practitioner_id as doctorId, start_at as startAt from slots order by start_at, practitioner_id")
    .all() as Slot[];
  await engine.close();
  return { token, slots };
}

/** Bookings a second, spread over slots and all on one, and what 2,000 open streams see of them. */
export async function measureRest(
  port: number,
  { token, slots }: Awaited<ReturnType<typeof prepareRest>>,
): Promise<readonly string[]> {
  let next = 0;
  const spread = await book(port, token, () => next++, slots);
  const hot = next + DOCTORS;
  const one = await book(port, token, () => hot, slots);
  return [
    `REST bookings, spread: ${lineOf(spread)}`,
    `REST bookings, all on one slot: ${lineOf(one)}; ${one["2xx"]} of them got it`,
    await watch(port, token, slots.slice(hot + DOCTORS)),
  ];
}

function lineOf({ requests, latency }: autocannon.Result): string {
  return `${requests.average.toFixed(0)} a second, p50 ${latency.p50} ms, p99 ${latency.p99} ms`;
}

let asked = 0;

function bookingOf(slot: Slot | undefined) {
  asked += 1;
  const desiredDateTime = new Date(slot?.startAt ?? 0).toISOString();
  return {
    key: `bench-${asked}`,
    body: JSON.stringify({ patientId: (asked % PATIENTS) + 1, doctorId: slot?.doctorId, desiredDateTime }),
  };
}

async function book(
  port: number,
  token: string,
  which: () => number,
  slots: readonly Slot[],
): Promise<autocannon.Result> {
  return await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: 64,
    duration: 5,
    requests: [
      {
        method: "POST",
        path: "/v1/appointments",
        setupRequest: (request) => {
          const { key, body } = bookingOf(slots[which()]);
          const headers = {
            "content-type": "application/json",
            authorization: `Bearer ${token}`,
            "idempotency-key": key,
          };
          return { ...request, headers, body };
        },
      },
    ],
  });
}

/** Opens many streams, books now and then, and measures from each booking's question to each stream's event. */
async function watch(port: number, token: string, slots: readonly Slot[]): Promise<string> {
  const askedAt = new Map<string, number>();
  const delays: number[] = [];
  const streams = await Promise.all(Array.from({ length: STREAMS }, () => open(port, token)));
  for (const stream of streams) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      for (const [, doctorId, start] of text.matchAll(/"doctorId":(\d+),.*?"start":"([^"]+)".*?"free":0/g)) {
        const at = askedAt.get(`${doctorId} ${start}`);
        if (at !== undefined) delays.push(performance.now() - at);
      }
    });
  }
  for (const slot of slots.slice(0, BOOKINGS)) {
    askedAt.set(`${slot.doctorId} ${new Date(slot.startAt).toISOString()}`, performance.now());
    const { key, body } = bookingOf(slot);
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}`, "idempotency-key": key };
    await fetch(`http://127.0.0.1:${port}/v1/appointments`, { method: "POST", headers, body });
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  for (const stream of streams) stream.destroy();
  delays.sort((a, b) => a - b);
  const at = (share: number) => (delays[Math.floor(delays.length * share)] ?? 0).toFixed(0);
  const missed = STREAMS * BOOKINGS - delays.length;
  return `${STREAMS} streams: ${missed} of ${STREAMS * BOOKINGS} events missed, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}

function open(port: number, token: string): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    get({ port, host: "127.0.0.1", path: "/v1/slots/stream", headers, agent: false }, resolve).on("error", reject);
  });
}
