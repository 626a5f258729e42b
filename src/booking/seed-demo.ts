import { withCheck } from "../core/check-digit.ts";
import { invariant } from "../core/errors.ts";
import type { Care } from "../core/places.ts";
import { dayOf } from "../core/time.ts";
import { villageKey } from "../core/worker.ts";
import { createKey } from "../store/api-keys.ts";
import { contactFor, rememberLanguage } from "../store/contacts.ts";
import { addDemoClinic, addDemoDoctor, addDemoPerson } from "../store/demo.ts";
import type { Transact, Tx } from "../store/engine.ts";
import { factOf, setFact } from "../store/facts.ts";
import { registerPatient } from "../store/patient-records.ts";
import { pinHash, writePin } from "../store/pins.ts";
import { activePlaces } from "../store/places.ts";
import { locationBySlug } from "../store/reports.ts";
import { createWorker, setWorkerLocations, setWorkerVillages, workerWithContact } from "../store/workers.ts";
import { answer } from "./answer.ts";
import type { Asker } from "./asker.ts";
import {
  DEMO_CLINICS,
  DEMO_DOCTORS,
  DEMO_HANDSETS,
  DEMO_KEYS,
  type DemoHandset,
  type DemoKey,
} from "./demo-district.ts";
import { DEMO_WORKERS, type DemoWorker } from "./demo-workers.ts";
import { extendSlots } from "./materialise.ts";
import { nicknameOf } from "./nickname.ts";

/** Where the seeding stands: how many telephones have their people. */
const FACT = "demo.handsets";

/**
 * Fills an empty database with the demo district, the same for every start on the same day: clinics, practitioners, 30 days
 * of slots, household phones and a few visits. Goes on where a seeding that was killed stopped; answers false and changes
 * nothing if it is done, or if there is a clinic that is not the demo's.
 */
export async function seedDemo(transact: Transact): Promise<boolean> {
  const done = await transact(begin);
  const all = [
    ...DEMO_HANDSETS.map((handset) => (tx: Tx) => addHandset(seeded(tx, handset), handset)),
    ...DEMO_WORKERS.map((worker) => (tx: Tx) => addWorker(seeded(tx, worker), worker)),
  ];
  if (done === null || done >= all.length) return false;
  while (await transact(extendSlots));
  for (const [at, add] of all.entries()) {
    if (at < done) continue;
    await transact(async (tx) => {
      await add(tx);
      await setFact(tx, FACT, String(at + 1));
    });
  }
  return true;
}

async function begin(tx: Tx): Promise<number | null> {
  const done = await factOf(tx, FACT);
  if (done !== null) return Number(done);
  if ((await activePlaces(tx)).length > 0) return null;
  const clinics = new Map<string, number>();
  for (const clinic of DEMO_CLINICS) clinics.set(clinic.slug, await addDemoClinic(tx, clinic));
  for (const { sits, ...doctor } of DEMO_DOCTORS) {
    const rules = sits.map(({ at, weekdays, from, to, slotMinutes, capacity }) => ({
      slug: `${doctor.slug}-${at}`,
      locationId: clinics.get(at) ?? 0,
      weekly: weekdays.map((weekday) => ({ weekday, from, to })),
      slotMinutes,
      capacity,
    }));
    await addDemoDoctor(tx, doctor, rules);
  }
  for (const key of DEMO_KEYS) await addKey(tx, key, clinics);
  await setFact(tx, FACT, "0");
  return 0;
}

/** Calls a minute: nobody who tries the demo should meet the limit. */
const DEMO_RATE = 6_000;

async function addKey(tx: Tx, { role, clinics, secret }: DemoKey, ids: ReadonlyMap<string, number>): Promise<void> {
  const locationIds = clinics?.map((slug) => ids.get(slug) ?? 0) ?? null;
  const key = { label: "demo", role, locationIds, ratePerMinute: DEMO_RATE, expiresAt: null };
  await createKey(
    withRandom(tx, () => Buffer.from(secret, "hex")),
    key,
  );
}

async function addHandset(tx: Tx, handset: DemoHandset): Promise<void> {
  if (handset.persons.length === 0) return;
  const locationId = (await locationBySlug(tx.db, "nabha"))?.id;
  invariant(locationId !== undefined, "the demo has its clinics");
  const contact = await contactFor(tx, handset.phone, locationId);
  if (handset.language) await rememberLanguage(tx, contact.id, handset.language, "choice");
  const asker = { contactId: contact.id, locationId, language: "en", named: [], namedAt: 0, channel: "demo" };
  for (const { name, code, privacy, booked } of handset.persons) {
    const person = { name, code: withCheck(code), contactId: contact.id, locationId };
    const patientId = await addDemoPerson(tx, { ...person, privacy: privacy ?? "neutral" });
    if (booked) await bookSoon(tx, asker, patientId, booked);
  }
}

async function addWorker(tx: Tx, worker: DemoWorker): Promise<void> {
  const { phone, name, language, village, pin, patients } = worker;
  const locationId = (await locationBySlug(tx.db, worker.clinic))?.id;
  const boss = worker.supervisor === null ? null : DEMO_WORKERS[worker.supervisor];
  const supervisorId = boss ? await workerWithContact(tx, (await contactFor(tx, boss.phone, null)).id) : null;
  invariant(locationId !== undefined && supervisorId !== undefined, "the demo has its clinics and workers");
  const { id: contactId } = await contactFor(tx, phone, locationId);
  await rememberLanguage(tx, contactId, language, "choice");
  const workerId = await createWorker(tx, { contactId, name, supervisorId });
  invariant(workerId !== null, "the demo's numbers are all different");
  await setWorkerLocations(tx, workerId, [locationId]);
  await setWorkerVillages(tx, workerId, [villageKey(village)]);
  await writePin(tx, { kind: "worker", workerId }, pinHash(tx, { kind: "worker", workerId }, pin));
  for (const { code, born, ...person } of patients) {
    const nickname = nicknameOf(person.name);
    const of = { ...person, nickname, yearOfBirth: born, village: villageKey(village), locationId };
    await registerPatient(tx, { ...of, code: withCheck(code) });
  }
}

async function bookSoon(tx: Tx, asker: Asker, patientId: number, care: Care) {
  const found = await answer(tx, asker, { type: "findSlots", wish: { care } });
  const offer = found.type === "slots.found" ? found.offers.at(-1) : undefined;
  invariant(offer, `the demo has no time for ${care}`);
  const held = await answer(tx, asker, { type: "holdSlot", slotId: offer.slotId, care });
  invariant(held.type === "slot.held", "the demo's own time is free");
  const done = await answer(tx, asker, { type: "book", holdId: held.holdId, who: { patientId } });
  invariant(done.type === "booked", "the demo's own visit is booked");
}

/** Random bytes that depend on the day and the handset alone: references repeat. */
function seeded(tx: Tx, { phone }: { readonly phone: string }): Tx {
  let state = Number(phone.slice(-6)) + Number(dayOf(tx.now, "UTC").replaceAll("-", ""));
  // A linear congruential generator (Numerical Recipes): good enough for numbers that only have to differ.
  return withRandom(tx, (bytes) =>
    Uint8Array.from({ length: bytes }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}

/** The same transaction with random bytes of ours. */
function withRandom(tx: Tx, random: Tx["random"]): Tx {
  return {
    now: tx.now,
    ...{ mac: tx.mac, fault: tx.fault },
    get db() {
      return tx.db;
    },
    random,
  };
}
