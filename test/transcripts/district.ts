import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Care, Gender } from "../../src/core/places.ts";
import { addDays, atLocal } from "../../src/core/time.ts";
import { slots } from "../../src/store/schema/places.ts";
import type { TestDatabase } from "../helpers/database.ts";
import { district } from "../helpers/district.ts";

type Native = Readonly<Record<`name_${string}`, string>>;

type Doctor = {
  readonly name: string;
  readonly native?: Native;
  readonly at: string;
  readonly cares: readonly Care[];
  readonly gender: Gender;
  readonly speaks: readonly string[];
  /** 'Mon 10:40, …' of the first week; 2 March 2026 is its Monday. */
  readonly times: string;
  readonly fee?: number;
};

/** A country's share of the fixture: clinics nearest first, the first is the one people write to. */
export type Land = {
  readonly zone: string;
  readonly country: "IN" | "KE";
  readonly currency: string;
  /** What its people speak. */
  readonly languages: readonly string[];
  readonly phone: string;
  readonly emergency: string;
  readonly clinics: readonly (readonly [name: string, native?: Native])[];
  readonly doctors: readonly Doctor[];
};

/** Around Nabha in Punjab. */
export const PUNJAB: Land = {
  zone: "Asia/Kolkata",
  country: "IN",
  currency: "INR",
  languages: ["pa", "hi", "hi-Latn", "en"],
  phone: "+911765000001",
  emergency: "112",
  clinics: [
    ["Nabha Civil Hospital", { name_hi: "नाभा सिविल अस्पताल", name_pa: "ਨਾਭਾ ਸਿਵਲ ਹਸਪਤਾਲ" }],
    ["Bhadson CHC", { name_hi: "भादसों सीएचसी", name_pa: "ਭਾਦਸੋਂ ਸੀਐਚਸੀ" }],
    ["Amloh Health Centre", { name_hi: "अमलोह स्वास्थ्य केंद्र", name_pa: "ਅਮਲੋਹ ਸਿਹਤ ਕੇਂਦਰ" }],
  ],
  doctors: [
    {
      ...{ name: "Dr Harpreet Kaur", native: { name_hi: "डॉ. हरप्रीत कौर", name_pa: "ਡਾ. ਹਰਪ੍ਰੀਤ ਕੌਰ" } },
      ...{ at: "Nabha Civil Hospital", cares: ["eye"], gender: "female", speaks: ["pa", "hi"] },
      times: "Mon 10:40, Mon 11:00, Mon 15:00, Tue 10:00, Tue 10:40, Tue 15:00, Wed 10:00",
    },
    {
      ...{ name: "Dr Anil Singh", native: { name_hi: "डॉ. अनिल सिंह", name_pa: "ਡਾ. ਅਨਿਲ ਸਿੰਘ" } },
      ...{ at: "Nabha Civil Hospital", cares: ["general", "child"], gender: "male" },
      ...{ speaks: ["hi", "en"], fee: 20000 },
      times: "Mon 10:40, Mon 12:00, Mon 16:00, Tue 11:00, Tue 16:20, Thu 11:00",
    },
    {
      ...{ name: "Dr Gurpreet Gill", native: { name_hi: "डॉ. गुरप्रीत गिल", name_pa: "ਡਾ. ਗੁਰਪ੍ਰੀਤ ਗਿੱਲ" } },
      ...{ at: "Bhadson CHC", cares: ["eye"], gender: "male", speaks: ["en", "sw"] },
      times: "Mon 12:20, Tue 12:00, Wed 11:00",
    },
    {
      ...{ name: "Dr Meena Rani", native: { name_hi: "डॉ. मीना रानी", name_pa: "ਡਾ. ਮੀਨਾ ਰਾਣੀ" } },
      ...{ at: "Bhadson CHC", cares: ["women", "skin"], gender: "female", speaks: ["hi", "pa"] },
      times: "Mon 11:20, Tue 11:00, Wed 11:00, Wed 11:40",
    },
    {
      ...{ name: "Dr Baldev Das", native: { name_hi: "डॉ. बलदेव दास", name_pa: "ਡਾ. ਬਲਦੇਵ ਦਾਸ" } },
      ...{ at: "Amloh Health Centre", cares: ["dental"], gender: "male", speaks: ["pa"] },
      times: "Tue 9:00, Tue 9:40, Wed 9:00",
    },
  ],
};

/** Around Kisumu in Kenya, where hours are counted from dawn. */
export const KISUMU: Land = {
  zone: "Africa/Nairobi",
  country: "KE",
  currency: "KES",
  languages: ["sw", "en"],
  phone: "+254205000001",
  emergency: "999",
  clinics: [["Ahero Health Centre"], ["Kisumu Hospital"], ["Katito Clinic"]],
  doctors: [
    {
      ...{
        name: "Dr Akinyi Otieno",
        at: "Ahero Health Centre",
        cares: ["eye"],
        gender: "female",
        speaks: ["sw", "en"],
      },
      times: "Mon 10:40, Mon 11:00, Mon 15:00, Tue 9:00, Tue 9:40, Tue 15:00, Wed 10:00",
    },
    {
      ...{ name: "Dr Peter Kamau", at: "Ahero Health Centre", cares: ["general", "child"], gender: "male" },
      ...{ speaks: ["sw", "en"], fee: 20000 },
      times: "Mon 10:40, Mon 12:00, Mon 16:00, Tue 11:00, Tue 16:20, Thu 11:00",
    },
    {
      ...{
        name: "Dr Wanjiku Njeri",
        at: "Kisumu Hospital",
        cares: ["women", "skin"],
        gender: "female",
        speaks: ["sw"],
      },
      times: "Mon 11:20, Tue 11:00, Wed 11:00, Wed 11:40",
    },
    {
      ...{ name: "Dr Hassan Juma", at: "Katito Clinic", cares: ["dental"], gender: "male", speaks: ["sw"] },
      times: "Tue 9:00, Tue 9:40, Wed 9:00",
    },
  ],
};

const MONDAY = "2026-03-02";
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The instant of 'Mon 10:40' of the fixture's first week. */
export function instant(text: string, zone: string): number {
  const [weekday = "", time = ""] = text.trim().split(" ");
  return atLocal(addDays(MONDAY, WEEKDAYS.indexOf(weekday)), time.padStart(5, "0"), zone) ?? Number.NaN;
}

/** 'Mon 10:40' of an instant. */
export function readable(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, weekday: "short", hour: "numeric", minute: "2-digit", hourCycle: "h23" },
  }).format(at);
  return parts.replace(/ 0(\d):/, " $1:");
}

/** Fills a database and gives the clinic people write to; `languages` are those offered, the first is the default. */
export function settle(database: TestDatabase, land: Land, languages: readonly string[]): number {
  const make = district(database);
  const { zone, country, phone, emergency } = land;
  const clinics = land.clinics.map(([name, native = {}], at) =>
    make.clinic(name, {
      ...{ names: { name, ...native }, publicNames: { name, ...native }, zone, country, languages },
      ...{
        emergencyNumber: emergency,
        gatewayNumber: at === 0 ? phone : null,
        staffPhone: `${phone.slice(0, -2)}9${at}`,
      },
    }),
  );
  for (const { name, native = {}, at, cares, gender, speaks, times, fee } of land.doctors) {
    const money = fee ? { feeMinor: fee, feeCurrency: land.currency } : {};
    const doctor = make.doctor(name, cares, { names: { name, ...native }, gender, languages: speaks, ...money });
    const clinic = clinics[land.clinics.findIndex(([other]) => other === at)];
    const schedule = make.schedule(doctor.id, clinic?.id ?? 0);
    for (const time of times.split(",")) {
      const startAt = instant(time, zone);
      const { id: scheduleId, practitionerId, locationId } = schedule;
      const row = { scheduleId, practitionerId, locationId, startAt, endAt: startAt + 20 * 60_000, capacity: 1 };
      drizzle(database.engine.raw).insert(slots).values(row).run();
    }
  }
  return clinics[0]?.id ?? 0;
}
