import type { Care, Gender, Names } from "../core/places.ts";
import type { Tx } from "./engine.ts";
import { links, patients } from "./schema/people.ts";
import { locations, practitioners, schedules, type WeeklyHours } from "./schema/places.ts";

/** Adds a clinic of the demo district. */
export async function addDemoClinic(
  tx: Tx,
  clinic: {
    readonly slug: string;
    readonly names: Names;
    readonly lat: number;
    readonly lon: number;
    readonly gatewayNumber: string;
    readonly staffPhone: string;
  },
): Promise<number> {
  const policy = {
    zone: "Asia/Kolkata",
    country: "IN",
    languages: ["en", "hi", "hi-Latn", "pa", "sw"],
    emergencyNumber: "112",
  };
  const row = { ...clinic, ...policy, publicNames: clinic.names };
  return (await tx.db.insert(locations).values(row).returning({ id: locations.id }).get()).id;
}

/** Adds a practitioner of the demo district with her schedules. */
export async function addDemoDoctor(
  tx: Tx,
  doctor: {
    readonly slug: string;
    readonly names: Names;
    readonly specialties: readonly Care[];
    readonly languages: readonly string[];
    readonly gender: Gender;
    readonly feeMinor: number;
  },
  rules: readonly {
    readonly slug: string;
    readonly locationId: number;
    readonly weekly: readonly WeeklyHours[];
    readonly slotMinutes: number;
    readonly capacity: number;
  }[],
): Promise<void> {
  const { id } = await tx.db
    .insert(practitioners)
    .values({ ...doctor, feeCurrency: doctor.feeMinor > 0 ? "INR" : null })
    .returning({ id: practitioners.id })
    .get();
  for (const rule of rules) await tx.db.insert(schedules).values({ ...rule, practitionerId: id });
}

/** Adds a person of the demo district and links her to her phone. */
export async function addDemoPerson(
  tx: Tx,
  person: {
    readonly name: string;
    readonly code: string;
    readonly privacy: "neutral" | "covert";
    readonly contactId: number;
    readonly locationId: number;
  },
): Promise<number> {
  const { name, code, locationId, contactId, privacy } = person;
  const nickname = name.split(" ")[0]?.slice(0, 12) ?? name;
  const { id: patientId } = await tx.db
    .insert(patients)
    .values({ name, nickname, code, locationId, createdAt: tx.now })
    .returning({ id: patients.id })
    .get();
  await tx.db.insert(links).values({ contactId, patientId, privacy, createdAt: tx.now });
  return patientId;
}
