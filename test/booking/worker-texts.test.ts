import { expect, test } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { queueNotice } from "../../src/booking/notices.ts";
import { recordOutcome } from "../../src/booking/outcome.ts";
import { pushHandlers } from "../../src/booking/push-handlers.ts";
import { handOver } from "../../src/booking/workers/hand-over.ts";
import { planMornings } from "../../src/booking/workers/morning.ts";
import { planWeeks } from "../../src/booking/workers/week.ts";
import { createFire } from "../../src/jobs/fire.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import { writeConsent } from "../../src/store/consents.ts";
import { sleepLink } from "../../src/store/patients.ts";
import { createWorker, givePatient, setWorkerLocations, workerById } from "../../src/store/workers.ts";
import { mondayInNabha } from "../helpers/booking.ts";
import { at } from "../helpers/district.ts";
import { expectTemplated } from "../helpers/templated.ts";

const speaking = await createSpeaking(readLocales("locales"));
const STAFF = { kind: "staff", id: null } as const;

/** Rani looks after Ana and Ben; Ana has a visit on Thursday and no telephone, Ben one on Thursday and a telephone. */
async function ranisPeople() {
  const world = await mondayInNabha();
  const { run, make, engine, clock, clinic } = world;
  const contactId = make.contact(clinic.id).id;
  const workerId = (await run((tx) => createWorker(tx, { contactId, name: "Rani" }))) ?? 0;
  await run((tx) => setWorkerLocations(tx, workerId, [clinic.id]));
  for (const patientId of [world.ana, world.ben]) await run((tx) => givePatient(tx, workerId, patientId));
  const later = make.times(make.schedule(world.kaur.id, clinic.id), ["2026-03-05 11:00", "2026-03-05 11:20"]);
  const visitOf = async (asks: typeof world.anaAsks, slotId: number, patientId: number) => {
    const held = await asks({ type: "holdSlot", slotId, care: "eye" });
    const booked = await asks({
      type: "book",
      holdId: held.type === "slot.held" ? held.holdId : 0,
      who: { patientId },
    });
    return booked.type === "booked" ? booked.visit.id : 0;
  };
  const anas = await visitOf(world.anaAsks, later[0] ?? 0, world.ana);
  const bens = await visitOf(world.benAsks, later[1] ?? 0, world.ben);
  await run((tx) => sleepLink(tx, world.anaContact, world.ana));
  await run(planMornings);
  const nothing = async () => {};
  const fire = createFire({
    transact: run,
    handlers: { "hold.end": nothing, "dialog.end": nothing, ...pushHandlers(FLOWS) },
  });
  const rows = (sql: string) => engine.raw.prepare(sql).all() as Record<string, unknown>[];
  const work = async (time: string) => {
    clock.now = at(time);
    for (;;) {
      const [due] = rows(`select id from timers where state = 'pending' and due_at <= ${clock.now} limit 1`);
      if (!due) break;
      await fire(Number(due["id"]));
    }
    await run(planMornings);
  };
  const texts = () =>
    rows(`select content, purpose, contact_id as who from messages where state = 'queued' order by id`).map(
      ({ content, purpose, who }) => {
        const tells = JSON.parse(String(content));
        expectTemplated(String(purpose), tells);
        const name = who === contactId ? "Rani" : who === world.benContact ? "Ben" : who;
        return [name, speaking.text(tells, "en")?.replaceAll("\n", " ")];
      },
    );
  const hers = () =>
    texts()
      .filter(([who]) => who === "Rani")
      .map(([, text]) => text);
  const code = (id: number) => String(rows(`select code from patients where id = ${id}`)[0]?.["code"]);
  const worker = { kind: "worker", id: workerId } as const;
  return { ...world, contactId, worker, anas, bens, work, texts, hers, rows, code };
}

test("who has no telephone is reminded by her worker, all of a day in one text of its morning", async () => {
  const { work, hers, code, ana, texts, rows } = await ranisPeople();
  await work("2026-03-03 08:00");
  expect(texts()).toEqual([]);
  await work("2026-03-04 08:00");
  expect(hers()).toEqual([`Remind your patients, please: ${code(ana)} Ana Thu 5 Mar 11:00`]);
  await work("2026-03-04 10:00");
  expect(texts().map(([who]) => who)).toEqual(["Rani", "Ben"]);
  await work("2026-03-05 08:00");
  expect(hers()).toHaveLength(1);
  expect(rows("select count(*) as n from tasks")).toEqual([{ n: 0 }]);
});

test("whom no telephone reached goes to her worker's next morning; where that is too late, at once", async () => {
  const { work, hers, run, benContact, ben, code, clock } = await ranisPeople();
  await work("2026-03-04 09:00");
  await run((tx) => sleepLink(tx, benContact, ben));
  // Ben's reminder comes due after this morning's text, and his visit begins after the next one.
  await work("2026-03-04 10:00");
  expect(hers()).toHaveLength(1);
  await work("2026-03-05 08:00");
  expect(hers().at(-1)).toBe(`Remind your patients, please: ${code(ben)} Ben Thu 5 Mar 11:20`);
  expect(clock.now).toBe(at("2026-03-05 08:00"));
});

test("what waits for a worker's morning goes to whoever looks after the patient by then", async () => {
  const { work, texts, run, make, clinic, worker, benContact, ben, code } = await ranisPeople();
  const sima = make.contact(clinic.id).id;
  const simaId = (await run((tx) => createWorker(tx, { contactId: sima, name: "Sima" }))) ?? 0;
  await run((tx) => setWorkerLocations(tx, simaId, [clinic.id]));
  await work("2026-03-04 09:00");
  await run((tx) => sleepLink(tx, benContact, ben));
  await work("2026-03-04 10:00");
  const before = texts().length;
  await run(async (tx) => {
    const [from, to] = [await workerById(tx, worker.id), await workerById(tx, simaId)];
    return from && to ? await handOver(tx, STAFF, { from, to, patientIds: [ben] }) : 0;
  });
  await work("2026-03-05 08:00");
  expect(texts().slice(before)).toEqual([
    ["Rani", "1 of yours now with Sima"],
    [sima, "1 of Rani are now yours"],
    [sima, `Remind your patients, please: ${code(ben)} Ben Thu 5 Mar 11:20`],
  ]);
});

test("a covert patient is named by her code alone, and who said stop is not gone round", async () => {
  const { work, hers, run, rows, engine, ana, ben, benContact, code } = await ranisPeople();
  engine.raw.prepare("update links set privacy = 'covert' where patient_id = ?").run(ana);
  const stop = { patientId: ben, purpose: "visit", granted: false, wording: "stop", channel: "twilio-sms" } as const;
  await run((tx) => writeConsent(tx, { contactId: benContact, ...stop }));
  await work("2026-03-04 08:00");
  await work("2026-03-04 10:00");
  await work("2026-03-05 08:00");
  expect(hers()).toEqual([`Remind your patients, please: ${code(ana)} Thu 5 Mar 11:00`]);
  expect(rows("select reason from tasks where kind = 'unreachable'")).toEqual([{ reason: "reminder: opted out" }]);
});

test("the patient hears of what her worker did; the worker of nothing she did, but of what others did", async () => {
  const { work, texts, run, anas, bens, worker, ana, code } = await ranisPeople();
  const notice = async (appointmentId: number, by: typeof worker | typeof STAFF) =>
    await run((tx) => queueNotice(tx, { appointmentId, change: "booked", by }));
  expect(await notice(bens, worker)).toEqual({ notified: "text", why: "queued" });
  expect(await notice(anas, worker)).toEqual({ notified: "none", why: "own act" });
  expect(await notice(anas, STAFF)).toEqual({ notified: "text", why: "queued" });
  await work("2026-03-02 09:00");
  expect(texts().map(([who]) => who)).toEqual(["Ben", "Rani"]);
  expect(texts()[1]?.[1]).toBe(`Booked for your patient: ${code(ana)} Ana Thu 5 Mar 11:00`);
});

test("who missed a visit and has no telephone is to be booked again, and not reminded of what is over", async () => {
  const { work, hers, run, anas, ana, code, clock } = await ranisPeople();
  await work("2026-03-04 08:00");
  clock.now = at("2026-03-05 12:00");
  expect(await run((tx) => recordOutcome(tx, STAFF, anas, { state: "no_show" }))).toMatchObject({ ok: true });
  await work("2026-03-07 12:00");
  expect(hers().slice(1)).toEqual([`To book again, please. Last visit: ${code(ana)} Ana Thu 5 Mar 11:00`]);
});

test("more than one text holds are counted, and every language keeps to two segments", async () => {
  const { work, rows, make, run, worker, engine, anas } = await ranisPeople();
  for (let n = 0; n < 8; n += 1) {
    const { id } = make.patient(`Manpreet${n}`, null, { nickname: "Mmmmmmmmmmmm" });
    await run((tx) => givePatient(tx, worker.id, id));
    engine.raw.exec(`insert into appointments (reference, slot_id, seat, state, patient_id, practitioner_id, location_id, care,
      start_at, end_at, zone, booked_at, created_at, updated_at) select 'r${n}', slot_id, ${n + 50}, 'booked', ${id}, practitioner_id,
      location_id, care, start_at + ${n}, end_at, zone, 1, 1, 1 from appointments where id = ${anas}`);
    engine.raw.exec(`insert into timers (kind, due_at, useless_at, appointment_id, appointment_version)
      select 'reminder', ${at("2026-03-04 10:00")}, start_at, id, 1 from appointments where reference = 'r${n}'`);
  }
  await work("2026-03-04 08:00");
  const [sent] = rows("select content from messages where purpose = 'worker.morning'");
  for (const tag of speaking.tags) {
    const text = speaking.text(JSON.parse(String(sent?.["content"])), tag) ?? "";
    expect([tag, speaking.segments(text)]).toEqual([tag, expect.toSatisfy((n: number) => n <= 2)]);
    expect(text).toMatch(/\b\d\b/);
  }
});

test("a supervisor hears on Monday what each of her workers did, in one text", async () => {
  const { work, rows, make, run, worker, clinic, ana, anas, bens, engine } = await ranisPeople();
  const boss = make.contact(clinic.id).id;
  const bossId = (await run((tx) => createWorker(tx, { contactId: boss, name: "Sima" }))) ?? 0;
  await run((tx) => setWorkerLocations(tx, bossId, [clinic.id]));
  engine.raw.prepare("update workers set supervisor_id = ? where id = ?").run(bossId, worker.id);
  await run(planWeeks);
  engine.raw.prepare("update links set privacy = 'covert' where patient_id = ?").run(ana);
  engine.raw.prepare("update appointments set state = 'fulfilled' where id = ?").run(anas);
  engine.raw.prepare("update appointments set state = 'no_show' where id = ?").run(bens);
  engine.raw.prepare("update timers set state = 'retired' where kind = 'reminder'").run();
  engine.raw
    .prepare("insert into tasks (kind, reason, patient_id, created_at) values ('unreachable', '', 1, ?)")
    .run(at("2026-03-04 10:00"));
  await work("2026-03-09 07:59");
  expect(rows("select id from messages where purpose = 'worker.week'")).toEqual([]);
  await work("2026-03-09 08:00");
  const [sent] = rows(`select content from messages where purpose = 'worker.week' and contact_id = ${boss}`);
  const tells = JSON.parse(String(sent?.["content"]));
  expectTemplated("worker.week", tells);
  // Counts alone: of nobody it says who she is, covert or not.
  const text = speaking.text(tells, "en");
  expect(text).toBe("Week: booked, came, missed, unreached\nRani: 2, 1, 1, 1");
  await run(planWeeks);
  expect(rows("select due_at as at from timers where kind = 'worker.week' and state = 'pending'")).toEqual([
    { at: at("2026-03-16 08:00") },
  ]);
});
