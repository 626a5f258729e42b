import { drizzle } from "drizzle-orm/better-sqlite3";
import { CARES } from "../../src/core/places.ts";
import { startCheckpoints } from "../../src/store/checkpoints.ts";
import { type Engine, openEngine } from "../../src/store/engine.ts";
import { migrate } from "../../src/store/migrate.ts";
import { locations, practitioners, schedules } from "../../src/store/schema/places.ts";

const KEY = "3b".repeat(32);
const SLOT_MS = 20 * 60_000;
const HOUR = 3_600_000;
/** Clinics of the bench's district. */
export const CLINICS = 50;
const PRACTITIONERS = 500;

/** The gateway number of the n-th clinic (from 1): people of a district write to fifty clinics, not to one. */
export function gatewayNumber(n: number): string {
  return `+9198765${String(n).padStart(5, "0")}`;
}

/** Opens a database of the bench. */
export function openBench(file: string): Engine {
  return openEngine({ file, key: KEY });
}

/** Opens one as the gateway serves it, with a thread for its checkpoints. */
export function serveBench(file: string): Engine {
  startCheckpoints({ file, key: KEY }, (error) => {
    throw error;
  });
  return openBench(file);
}

/** Makes a database with 500 practitioners at 50 clinics and about this many free slots in the next 30 days. */
export async function makeDistrict(file: string, slotCount: number): Promise<void> {
  const engine = openBench(file);
  migrate(engine.raw, "drizzle", Date.now());
  const db = drizzle(engine.raw);
  engine.raw.exec("BEGIN");
  for (let n = 1; n <= CLINICS; n += 1) {
    const names = { name: `Clinic${n} Hospital` };
    const place = { lat: 30 + (n % 7) / 10, lon: 76 + Math.floor(n / 7) / 10, zone: "Asia/Kolkata", country: "IN" };
    const policy = { languages: ["en"], emergencyNumber: "112", horizonDays: 90 };
    db.insert(locations)
      .values({ slug: `c${n}`, names, publicNames: names, gatewayNumber: gatewayNumber(n), ...place, ...policy })
      .run();
  }
  for (let n = 1; n <= PRACTITIONERS; n += 1) {
    const care = CARES[n % CARES.length] ?? "general";
    const person = {
      names: { name: `Dr Number ${n}` },
      specialties: [care],
      languages: ["en"],
      gender: "female",
    } as const;
    db.insert(practitioners)
      .values({ slug: `p${n}`, ...person })
      .run();
    const place = { practitionerId: n, locationId: (n % CLINICS) + 1 };
    // Marked as materialised: the slots below are all there are.
    const rule = { weekly: [], slotMinutes: 20, materialisedTo: "2999-01-01" };
    db.insert(schedules)
      .values({ slug: `s${n}`, ...place, ...rule })
      .run();
  }
  const insert = engine.raw.prepare(
    "insert into slots (schedule_id, practitioner_id, location_id, start_at, end_at, capacity) values (?, ?, ?, ?, ?, 1)",
  );
  const from = Math.ceil(Date.now() / HOUR) * HOUR + 3 * HOUR;
  for (let n = 0; n < slotCount / PRACTITIONERS; n += 1) {
    const start = from + n * SLOT_MS;
    for (let p = 1; p <= PRACTITIONERS; p += 1) insert.run(p, p, (p % CLINICS) + 1, start, start + SLOT_MS);
  }
  // A district that has been there for a while: nobody resumes from when its slots were made.
  engine.raw.exec("delete from slot_events");
  engine.raw.exec("COMMIT");
  await engine.close();
}
