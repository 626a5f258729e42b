import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { onTestFinished } from "vitest";
import { FLOWS } from "../../../flows/all.ts";
import { runBatch } from "../../../src/booking/batch/run-batch.ts";
import { setPin } from "../../../src/booking/pins.ts";
import { createConverse } from "../../../src/converse.ts";
import { withCheck } from "../../../src/core/check-digit.ts";
import type { InboundText } from "../../../src/core/inbound.ts";
import { LINES_MAX } from "../../../src/core/receipt.ts";
import type { WorkerCommand } from "../../../src/core/worker-command.ts";
import { readLocales } from "../../../src/speech/locales.ts";
import { createSpeaking } from "../../../src/speech/speaking.ts";
import { breaches } from "../../../src/store/invariants.ts";
import { contacts } from "../../../src/store/schema/people.ts";
import { workerLocations, workerPatients, workers } from "../../../src/store/schema/workers.ts";
import type { TestDatabase } from "../../helpers/database.ts";
import { asker, district } from "../../helpers/district.ts";
import { stableDatabase } from "../../helpers/stable.ts";

const speaking = createSpeaking(readLocales("locales"));

const TO = "+911765000999";
const NAMES = ["Asha", "Baldev", "Chandni", "Daya", "Esha", "Farida", "Gita", "Hari", "Isha", "Jeet", "Kamla", "Lali"];
const HOURS = ["10:30", "11:00", "11:30", "15:00", "15:30"];

/** Sunita's. */
export const PIN = "4829";

/** Codes of five digits with their check digit behind them. */
export function codeOf(n: number): string {
  return withCheck(String(10_000 + n * 137));
}

/**
 * Monday 2 March at 8:00: Dr Kaur (eye) and Dr Singh (general, child) have five times a day on so many days; Sunita, a
 * worker whose PIN was right at eight, looks after so many people, and Meena after one more.
 */
export async function workersWorld({ people = 5, language = "en", days = 4 } = {}) {
  const database = await stableDatabase();
  onTestFinished(() => database.engine.close());
  return { ...database, ...(await populated(database, { people, language, days })) };
}

/** The same on a database that the caller closes. */
export async function populated(
  database: TestDatabase,
  { people, language, days }: { readonly people: number; readonly language: string; readonly days: number },
) {
  const db = drizzle(database.engine.raw);
  const make = district(database);
  const clinic = make.clinic("Nabha", { gatewayNumber: TO, languages: ["en", "hi", "hi-Latn", "pa", "sw"] });
  const kaur = make.doctor("Dr Kaur", ["eye"]);
  const singh = make.doctor("Dr Singh", ["general", "child"], { gender: "male" });
  const dates = Array.from({ length: days }, (_, n) => `2026-03-${String(2 + n).padStart(2, "0")}`);
  const starts = dates.flatMap((day) => HOURS.map((hour) => `${day} ${hour}`));
  const eyeSlots = make.times(make.schedule(kaur.id, clinic.id), starts);
  make.times(make.schedule(singh.id, clinic.id), starts);
  const enrolled = (name: string) => {
    const contact = make.contact(clinic.id);
    db.update(contacts).set({ language, languageChosen: true }).where(eq(contacts.id, contact.id)).run();
    const row = { contactId: contact.id, name, pinAt: database.clock.now, createdAt: database.clock.now };
    const worker = db
      .insert(workers)
      .values({ ...row, touchesPerDay: 500 })
      .returning()
      .get();
    db.insert(workerLocations).values({ workerId: worker.id, locationId: clinic.id }).run();
    return { ...worker, phone: contact.phone };
  };
  const sunita = enrolled("Sunita");
  const meena = enrolled("Meena");
  await database.run((tx) => setPin(tx, asker(sunita.contactId), { kind: "worker", workerId: sunita.id }, PIN));
  const patientOf = (workerId: number, n: number, name: string) => {
    const row = make.patient(name, null, { code: codeOf(n), locationId: clinic.id });
    db.insert(workerPatients).values({ workerId, patientId: row.id, createdAt: database.clock.now }).run();
    return row;
  };
  const patients = Array.from({ length: people }, (_, n) => patientOf(sunita.id, n, NAMES[n % NAMES.length] ?? "Asha"));
  const other = patientOf(meena.id, 90, "Zoya");
  return {
    db,
    make,
    clinic,
    eyeSlots,
    enrolled,
    sunita,
    meena,
    patients,
    other,
    ...talkers(database, sunita, clinic.id, await speaking),
  };
}

function talkers(
  database: TestDatabase,
  sunita: { readonly phone: string; readonly contactId: number },
  clinicId: number,
  speaks: Awaited<typeof speaking>,
) {
  const converse = createConverse({
    ...{ transact: database.run, flows: FLOWS, country: "IN", secret: new Uint8Array(32), speaking: speaks },
  });
  let serial = 0;
  let last: InboundText | null = null;
  /** Sends a text of Sunita's, or of another number, and gives the messages of the answer. */
  const texts = async (text: string, from = sunita.phone): Promise<readonly string[]> => {
    const inbound = { channel: "twilio-sms", providerId: `SM${++serial}`, from, to: TO, text };
    last = inbound;
    return await delivered(inbound);
  };
  /** The last delivery once more. */
  const again = async () => (last ? await delivered(last) : []);
  const delivered = async (inbound: InboundText): Promise<readonly string[]> => {
    const reply = await converse(inbound);
    const broken = await database.run(breaches);
    if (broken.length > 0) throw new Error(JSON.stringify(broken));
    return reply ? [reply.text, ...(reply.more ?? []).map((one) => one.text)] : [];
  };
  /** Carries out Sunita's commands as one text. */
  const runs = (...commands: readonly WorkerCommand[]) =>
    database.run((tx) =>
      runBatch(tx, asker(sunita.contactId, clinicId), {
        ...{ type: "runBatch", room: LINES_MAX, offers: true },
        texts: [{ lines: commands.map((command) => ({ is: "command", command })), until: null }],
      }),
    );
  /** Every live visit: whose, and when. */
  const visits = (): readonly string[] =>
    database.engine.raw
      .prepare("select patient_id || ' ' || start_at from appointments where state = 'booked' order by 1")
      .pluck()
      .all() as string[];
  const pass = (minutes: number) => {
    database.clock.now += minutes * 60_000;
  };
  return { texts, again, runs, visits, pass };
}
