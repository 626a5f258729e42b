import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { onTestFinished } from "vitest";
import { FLOWS } from "../../../flows/all.ts";
import { createConverse } from "../../../src/converse.ts";
import { withCheck } from "../../../src/core/check-digit.ts";
import { readLocales } from "../../../src/speech/locales.ts";
import { createSpeaking } from "../../../src/speech/speaking.ts";
import { breaches } from "../../../src/store/invariants.ts";
import { contacts } from "../../../src/store/schema/people.ts";
import { workerLocations, workerPatients, workers } from "../../../src/store/schema/workers.ts";
import { testDatabase } from "../../helpers/database.ts";
import { district } from "../../helpers/district.ts";

const speaking = createSpeaking(readLocales("locales"));

export const TO = "+911765000999";

/** Codes of five digits with their check digit behind them, far apart from each other. */
export function codeOf(n: number): string {
  return withCheck(String(10_000 + n * 137));
}

/**
 * Monday at 8:00: Dr Kaur (eye) and Dr Singh (general) have times today and on four days; Sunita, a worker whose PIN was
 * right at eight, looks after so many people, and Meena after one more.
 */
export async function workersWorld({ people = 5, language = "en", days = 4 } = {}) {
  const database = await testDatabase();
  onTestFinished(() => database.engine.close());
  const db = drizzle(database.engine.raw);
  const make = district(database);
  const clinic = make.clinic("Nabha", { gatewayNumber: TO, languages: ["en", "hi", "hi-Latn", "pa", "sw"] });
  const kaur = make.doctor("Dr Kaur", ["eye"]);
  const singh = make.doctor("Dr Singh", ["general", "child"], { gender: "male" });
  const dates = Array.from({ length: days }, (_, n) => `2026-03-${String(2 + n).padStart(2, "0")}`);
  const hours = ["10:30", "11:00", "11:30", "15:00", "15:30"];
  const starts = dates.flatMap((day) => hours.map((hour) => `${day} ${hour}`));
  const eyeSlots = make.times(make.schedule(kaur.id, clinic.id), starts);
  make.times(make.schedule(singh.id, clinic.id), starts);
  const enrolled = (name: string) => {
    const contact = make.contact(clinic.id);
    db.update(contacts).set({ language, languageChosen: true }).where(eq(contacts.id, contact.id)).run();
    const row = { contactId: contact.id, name, pinAt: database.clock.now, createdAt: database.clock.now };
    const worker = db.insert(workers).values(row).returning().get();
    db.insert(workerLocations).values({ workerId: worker.id, locationId: clinic.id }).run();
    return { ...worker, phone: contact.phone };
  };
  const sunita = enrolled("Sunita");
  const meena = enrolled("Meena");
  const patientOf = (workerId: number, n: number, name: string) => {
    const row = make.patient(name, null, { code: codeOf(n), locationId: clinic.id });
    db.insert(workerPatients).values({ workerId, patientId: row.id, createdAt: database.clock.now }).run();
    return row;
  };
  const names = [
    "Asha",
    "Baldev",
    "Chandni",
    "Daya",
    "Esha",
    "Farida",
    "Gita",
    "Hari",
    "Isha",
    "Jeet",
    "Kamla",
    "Lali",
  ];
  const patients = Array.from({ length: people }, (_, n) => patientOf(sunita.id, n, names[n % names.length] ?? "Asha"));
  const other = patientOf(meena.id, 90, "Zoya");
  const converse = createConverse({
    ...{ transact: database.run, flows: FLOWS, country: "IN", secret: new Uint8Array(32), speaking: await speaking },
  });
  let serial = 0;
  /** Sends a text and gives the messages of the answer. */
  const texts = async (text: string, from = sunita.phone): Promise<readonly string[]> => {
    const inbound = { channel: "twilio-sms", providerId: `SM${++serial}`, from, to: TO, text };
    const reply = await converse(inbound);
    const broken = await database.run(breaches);
    if (broken.length > 0) throw new Error(JSON.stringify(broken));
    return reply ? [reply.text, ...(reply.more ?? []).map((one) => one.text)] : [];
  };
  const pass = (minutes: number) => {
    database.clock.now += minutes * 60_000;
  };
  return {
    ...database,
    db,
    make,
    clinic,
    kaur,
    singh,
    eyeSlots,
    sunita,
    meena,
    patients,
    other,
    texts,
    pass,
    patientOf,
  };
}
