import { expect, test } from "vitest";
import { queueNotice } from "../../src/booking/notices.ts";
import { recordOutcome } from "../../src/booking/outcome.ts";
import { plannedReminders } from "../../src/core/reminders.ts";
import { changeAppointment } from "../../src/store/appointment-changes.ts";
import { appointmentById } from "../../src/store/appointments.ts";
import { breaches } from "../../src/store/invariants.ts";
import { locationById } from "../../src/store/places.ts";
import { type MonthWorld, monthWorld } from "./month-world.ts";
import { pick } from "./people.ts";

/** 200 months in CI, 2,000 with PROOF_LONG=1, half of them in each of two files, for two cores; SEED=n plays one again. */
const HALF = process.env["PROOF_LONG"] === "1" ? 1_000 : 100;
const COUNT = process.env["SEED"] ? 1 : HALF;
/** CI lives through the same months each time; the long form through new ones. */
const BEGIN = process.env["PROOF_LONG"] === "1" ? Date.now() % 1_000_000 : 860_058;
const VISITS = 20;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STAFF = { kind: "staff", id: null } as const;
const TEXTS = ["6", "6", "7", "1", "8", "9", "2", "0", "hi", "yes", "back", "stop", "start", "book eye", "my visits"];
const CARES = ["eye", "general", "dental", "skin"] as const;

type Totals = { reminders: number; sent: number; twice: number; readonly reasons: Map<string, number> };

/** Somebody books a time of the next days; her reminders are those of the policy. */
async function book(at: MonthWorld): Promise<void> {
  const who = Math.floor(at.random() * at.people.length);
  if (at.rows("select id from appointments where reference is not null").length >= VISITS) return;
  const free = at.rows(
    "select id, start_at as start from slots where taken < capacity and start_at > ? and start_at < ?",
    at.clock.now + 3 * HOUR,
    at.clock.now + 9 * DAY,
  );
  if (free.length === 0) return;
  const slot = pick(at.random, free);
  const held = await at.ask(who, { type: "holdSlot", slotId: Number(slot["id"]), care: pick(at.random, CARES) });
  if (held.type !== "slot.held") return;
  const patientId = at.people[who]?.patient.id ?? 0;
  const booked = await at.ask(who, { type: "book", holdId: held.holdId, who: { patientId } });
  if (booked.type !== "booked") return;
  await at.run(async (tx) => {
    const home = await locationById(tx, booked.visit.locationId);
    const wanted = home ? plannedReminders(home, { startAt: booked.visit.at.at, zone: home.zone }, tx.now).length : -1;
    const [found] = at.rows(
      "select count(*) as n from timers where kind = 'reminder' and appointment_id = ? and state = 'pending'",
      booked.visit.id,
    );
    expect(found?.["n"]).toBe(wanted);
  });
}

/** Somebody writes, perhaps twice the same; a stop and a start are believed. */
async function write(at: MonthWorld, serial: number): Promise<void> {
  const who = Math.floor(at.random() * at.people.length);
  const text = pick(at.random, TEXTS);
  const phone = at.people[who]?.contact.phone ?? "";
  const reply = await at.write(who, text, `IN${serial}`);
  if (at.random() < 0.2) expect(await at.write(who, text, `IN${serial}`)).toEqual(reply);
  if (text === "stop" && /not message you/.test(reply?.text ?? "")) at.stopped.add(phone);
  if (text === "start" && reply) at.stopped.delete(phone);
}

/** The clinic says what became of a visit, or cancels one. */
async function staff(at: MonthWorld): Promise<void> {
  const all = at.rows(
    "select id, start_at as start from appointments where state in ('booked','confirmed') and reference is not null",
  );
  if (all.length === 0) return;
  const chosen = pick(at.random, all);
  const [id, start] = [Number(chosen["id"]), Number(chosen["start"])];
  await at.run(async (tx) => {
    if (start <= tx.now) {
      const came = at.random() < 0.5;
      await recordOutcome(
        tx,
        STAFF,
        id,
        came ? { state: "fulfilled", followUpOn: "2026-06-01" } : { state: "no_show" },
      );
      return;
    }
    const visit = await appointmentById(tx, id);
    if (!visit || at.random() < 0.5) return;
    await changeAppointment(tx, visit, { state: "cancelled", cancelledAt: tx.now }, { actor: STAFF, act: "cancel" });
    await queueNotice(tx, { appointmentId: id, change: "cancelled", by: STAFF });
  });
}

/** What may happen in a step, and how often of a hundred times. */
const EVENTS: readonly (readonly [number, (at: MonthWorld, step: number) => unknown])[] = [
  [35, book],
  [40, write],
  [10, staff],
  [5, (at) => at.provider.goDown(at.clock.now + Math.floor(at.random() * 24 * HOUR))],
  [3, (at) => at.restart()],
  [2, (at) => at.clockBack(Math.floor(at.random() * 2 * HOUR))],
  [5, () => {}],
];

/** Thirty days, in steps of some hours, and then time for everything to come to its end. */
async function live(at: MonthWorld): Promise<void> {
  const end = at.BEGIN + 30 * DAY;
  for (let step = 0; at.clock.now < end; step += 1) {
    let luck = at.random() * 100;
    const event = EVENTS.find(([share]) => {
      luck -= share;
      return luck < 0;
    });
    await event?.[1](at, step);
    if (step % 10 === 0) expect(await at.run(breaches)).toEqual([]);
    // One time in ten no worker is there.
    await at.pass(Math.floor(at.random() * 16 * HOUR), at.random() < 0.9);
  }
  at.provider.goDown(0);
  for (let day = 0; day < 10; day += 1) await at.pass(DAY, true);
}

/** Every reminder was sent, or says why not; none left twice but where the provider's list did not show the first yet. */
function judge(at: MonthWorld, totals: Totals): void {
  const leftOf = new Map<number, number>();
  for (const { id } of at.provider.left) leftOf.set(id, (leftOf.get(id) ?? 0) + 1);
  for (const [id, times] of leftOf) {
    if (times === 1) continue;
    expect(at.provider.hidden.has(id), `message ${id} left ${times} times`).toBe(true);
    totals.twice += times - 1;
  }
  for (const timer of at.rows("select * from timers where kind = 'reminder'")) {
    totals.reminders += 1;
    const own = at.rows("select id, state, reason, error_code as code from messages where timer_id = ?", timer["id"]);
    const isSent = own.some(({ id }) => leftOf.has(Number(id)));
    const why = timer["reason"] ?? own.map(({ reason, code }) => reason ?? code).find(Boolean);
    expect(isSent || Boolean(why), `reminder ${JSON.stringify(timer)} ${JSON.stringify(own)}`).toBe(true);
    expect(timer["state"]).not.toBe("pending");
    if (timer["state"] === "retired") expect(["move", "cancel", "fulfilled", "no_show"]).toContain(timer["reason"]);
    if (isSent) totals.sent += 1;
    else totals.reasons.set(String(why), (totals.reasons.get(String(why)) ?? 0) + 1);
  }
  expect(at.rows("select * from messages where state in ('queued', 'sending')")).toEqual([]);
}

/** Lives through one half of the months, each with chaos of its own seed. */
export function monthsOfChaos(half: "first" | "second"): void {
  const first = Number(process.env["SEED"] ?? BEGIN) + (half === "second" && !process.env["SEED"] ? HALF : 0);
  test(`${COUNT} months of chaos (first seed ${first})`, async () => {
    const totals: Totals = { reminders: 0, sent: 0, twice: 0, reasons: new Map() };
    for (let seed = first; seed < first + COUNT; seed += 1) await month(seed, totals);
    const why = [...totals.reasons].map(([reason, n]) => `${reason} ${n}`).join(", ");
    process.stdout.write(
      `${totals.reminders} reminders planned: ${totals.sent} sent, ${totals.twice} of them twice; not sent: ${why}\n`,
    );
    expect(totals.sent).toBeGreaterThan(COUNT);
  });
}

async function month(seed: number, totals: Totals): Promise<void> {
  const at = await monthWorld(seed);
  try {
    await live(at);
    judge(at, totals);
    expect(await at.run(breaches)).toEqual([]);
  } catch (error) {
    throw new Error(`SEED=${seed}: ${(error as Error).message}`, { cause: error });
  } finally {
    await at.close();
  }
}
