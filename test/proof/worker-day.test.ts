import { drizzle } from "drizzle-orm/better-sqlite3";
import { afterAll, expect, test } from "vitest";
import { setPin } from "../../src/booking/pins.ts";
import { codeFrom } from "../../src/core/check-digit.ts";
import { segments } from "../../src/core/segments.ts";
import { breaches } from "../../src/store/invariants.ts";
import { workerLocations, workerPatients, workers } from "../../src/store/schema/workers.ts";
import { testDatabase } from "../helpers/database.ts";
import { converseOver, seededRandom } from "../helpers/demo.ts";
import { asker, district } from "../helpers/district.ts";
import { post, startGateway } from "../http/gateway.ts";
import { pick } from "./people.ts";

const WORKERS = 50;
const PATIENTS_EACH = 40;
const ROUNDS = 9;
const ROUND_MS = 60 * 60_000;
const PIN = "4829";
const TO = "+911765000999";
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const CARES = ["eye", "general", "child", "skin"] as const;
/** Whenever is best, often; otherwise days of this week and the next two. */
const WHEN = [
  ...(["", "", "", "tue", "wed am", "thu pm", "fri", "4/3 10:30", "kal", "9/3", "10/3 am"] as const),
  ...(["11/3", "12/3 10:30", "13/3 pm", "16/3", "17/3 am", "18/3 11:00", "19/3"] as const),
];

const random = seededRandom(SEED);
const spent = { texts: 0, sent: 0, received: 0, lines: 0 };

type Worker = { readonly phone: string; readonly codes: readonly string[]; readonly used: Set<string>; last: string };

/** Ten doctors at five clinics, sixteen times a day for four weeks, and each worker's forty people. */
async function aDistrict() {
  const database = await testDatabase();
  const db = drizzle(database.engine.raw);
  const make = district(database);
  const days = Array.from({ length: 28 }, (_, n) => `2026-03-${String(n + 2).padStart(2, "0")}`);
  const hours = Array.from({ length: 16 }, (_, n) => `${String(9 + (n >> 1)).padStart(2, "0")}:${n % 2 ? "30" : "00"}`);
  const starts = days.flatMap((day) => hours.map((hour) => `${day} ${hour}`));
  const clinics = Array.from({ length: 5 }, (_, n) => make.clinic(`Clinic${n}`, n === 0 ? { gatewayNumber: TO } : {}));
  for (const [n, clinic] of clinics.entries()) {
    for (const cares of [CARES.slice(0, 2), CARES.slice(2)]) {
      make.times(make.schedule(make.doctor(`Dr ${n}${cares[0]}`, cares).id, clinic.id), starts);
    }
  }
  const all: Worker[] = [];
  for (let n = 0; n < WORKERS; n += 1) {
    const clinic = clinics[n % clinics.length] ?? clinics[0];
    const { id: contactId, phone } = make.contact(clinic?.id);
    const row = { contactId, name: `W${n}`, pinAt: database.clock.now, createdAt: database.clock.now };
    const { id: workerId } = db.insert(workers).values(row).returning().get();
    db.insert(workerLocations)
      .values({ workerId, locationId: clinic?.id ?? 0 })
      .run();
    await database.run((tx) => setPin(tx, asker(contactId), { kind: "worker", workerId }, PIN));
    const codes = Array.from({ length: PATIENTS_EACH }, (_, p) => {
      const code = codeFrom(1 + (n * PATIENTS_EACH + p) * 41, 6);
      const { id: patientId } = make.patient(`P${n}x${p}`, null, { code, locationId: clinic?.id ?? null });
      db.insert(workerPatients).values({ workerId, patientId, createdAt: database.clock.now }).run();
      return code;
    });
    all.push({ phone, codes, used: new Set(), last: "" });
  }
  const gateway = await startGateway({ turn: await converseOver(database.run) });
  return { ...database, gateway, workers: all };
}

type District = Awaited<ReturnType<typeof aDistrict>>;

let serial = 0;

async function deliver(
  { gateway }: District,
  { phone }: Worker,
  sid: string,
  body: string,
): Promise<readonly string[]> {
  const response = await post(gateway, { MessageSid: sid, From: phone, To: TO, Body: body });
  expect(response.status).toBe(200);
  const xml = await response.text();
  return [...xml.matchAll(/<Message[^>]*>([^<]*)<\/Message>/g)].map(([, text = ""]) => text.replaceAll("&quot;", '"'));
}

/** Sends a text, gives her PIN where it is asked, and counts both ways; now and then the network delivers it twice. */
async function sends(at: District, worker: Worker, body: string): Promise<string> {
  const sid = `SM${++serial}`;
  const isTwice = random() < 0.05;
  const answer = await deliver(at, worker, sid, body);
  if (isTwice) expect(await deliver(at, worker, sid, body)).toEqual(answer);
  spent.texts += 1;
  spent.sent += segments(body).segments;
  spent.received += answer.reduce((sum, text) => sum + segments(text).segments, 0);
  expect(answer.length).toBeLessThanOrEqual(3);
  const said = answer.join("\n");
  return said.startsWith("Your PIN?") ? await sends(at, worker, PIN) : said;
}

/** What one worker texts in an hour: people of hers to book, and what is left to do about the answer. */
async function anHour(at: District, worker: Worker): Promise<void> {
  const fresh = worker.codes.filter((code) => !worker.used.has(code));
  const lines = fresh.slice(0, 2 + Math.floor(random() * 4)).map((code) => {
    worker.used.add(code);
    return `B ${code} ${pick(random, CARES)} ${pick(random, WHEN)}`.trim();
  });
  if (lines.length === 0) return;
  const text = lines.join("\n");
  let said = await sends(at, worker, text);
  expectAnswered(lines, said);
  const offered = [...said.matchAll(/(?:^|\s)([135]) [A-Z][a-z]{2} \d/gm)].map(([, digit = ""]) => digit);
  if (offered.length > 0) said = await sends(at, worker, offered.join(" "));
  worker.last = text;
}

/** No line is lost: each person of a text has her line in the answer. */
function expectAnswered(lines: readonly string[], said: string): void {
  spent.lines += lines.length;
  for (const line of lines) {
    const code = line.split(" ")[1] ?? "";
    expect(said.match(new RegExp(code, "g"))?.length ?? 0, `${line} in\n${said}`).toBe(1);
  }
}

afterAll(() => {
  process.stdout.write(`worker day: SEED=${SEED} ${JSON.stringify(spent)}\n`);
});

test("fifty workers book for two thousand people in a day, and nobody is lost or booked twice", async () => {
  const at = await aDistrict();
  const live = () =>
    Number(at.engine.raw.prepare("select count(*) from appointments where state = 'booked'").pluck().get());
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(at.workers.map((worker) => anHour(at, worker)));
    at.clock.now += ROUND_MS;
  }
  const booked = live();
  const each = (spent.sent + spent.received) / booked;
  const summary = `worker day: ${booked} visits of ${spent.lines} lines in ${spent.texts} texts, ${each.toFixed(2)} segments a visit\n`;
  process.stdout.write(summary);
  expect(booked).toBeGreaterThan(WORKERS * ROUNDS * 2);
  expect(each).toBeLessThanOrEqual(2.5);

  // The whole of each last text once more, under another id: nothing is booked, everything is said.
  await Promise.all(
    at.workers.map(async (worker) => expectAnswered(worker.last.split("\n"), await sends(at, worker, worker.last))),
  );
  expect(await at.run(breaches)).toEqual([]);
  const twice = "select patient_id, care from appointments where state = 'booked' group by 1, 2 having count(*) > 1";
  expect(at.engine.raw.prepare(twice).all()).toEqual([]);
  const strangers = `select count(*) from appointments a where a.patient_id is not null and not exists
    (select 1 from audit u join worker_patients w on w.worker_id = u.actor_id and w.patient_id = a.patient_id
      where u.entity = 'appointment' and u.entity_id = a.id and u.actor_kind = 'worker' and u.act = 'book')`;
  expect(at.engine.raw.prepare(strangers).pluck().get()).toBe(0);
  await at.engine.close();
});
