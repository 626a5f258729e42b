import { expect, test } from "vitest";
import { findPhone } from "../../src/booking/find-phone.ts";
import { choosePrivacy } from "../../src/booking/household.ts";
import { setPin } from "../../src/booking/pins.ts";
import type { Privacy } from "../../src/core/appointment.ts";
import { linkPatient } from "../../src/store/patients.ts";
import { as, bookingWorld, mondayInNabha } from "../helpers/booking.ts";
import { asker } from "../helpers/district.ts";

const STAFF = { kind: "staff", id: null } as const;

async function household() {
  const world = await mondayInNabha();
  const { run, engine, anaContact } = world;
  const privacies = () =>
    engine.raw.prepare("select privacy from links where contact_id = ? order by patient_id").pluck().all(anaContact);
  const choose = (patientId: number, privacy: Privacy) =>
    run((tx) => choosePrivacy(tx, STAFF, { contactId: anaContact, patientId }, privacy));
  const pin = (patientId: number) => run((tx) => setPin(tx, asker(anaContact), { kind: "patient", patientId }, "4821"));
  const owner = (patientId: number) => ({ kind: "patient", patientId }) as const;
  return { ...world, privacies, choose, pin, owner };
}

test("texts name a doctor only on a telephone of one person without a PIN", async () => {
  const { ana, ben, anaContact, choose, pin, privacies, run, make } = await household();
  expect(await choose(ben, "overt")).toBe("unknown");
  expect(await choose(ana, "overt")).toBeNull();
  // Whoever makes a link: the desk, a booking, a worker.
  await run((tx) => linkPatient(tx, anaContact, ben));
  expect(privacies()).toEqual(["neutral", "neutral"]);
  expect(await choose(ana, "overt")).toBe("shared-phone");
  const other = make.contact().id;
  const gita = make.patient("Gita", other).id;
  await pin(gita);
  expect(await run((tx) => choosePrivacy(tx, STAFF, { contactId: other, patientId: gita }, "overt"))).toBe("has-pin");
});

test("who is covert on one telephone begins so on the next", async () => {
  const { ana, benContact, choose, run, engine } = await household();
  await choose(ana, "covert");
  await run((tx) => linkPatient(tx, benContact, ana));
  const sql = "select privacy from links where contact_id = ? and patient_id = ?";
  expect(engine.raw.prepare(sql).pluck().get(benContact, ana)).toBe("covert");
});

test("7 and 8 are refused inside their own transaction until the PIN is right, and ten minutes later again; 6 is not", async () => {
  const { ana, anaAsks, anaBooks, pin, owner, pass, s1500 } = await household();
  const { id: visitId } = await anaBooks(0);
  await pin(ana);
  const refused = { type: "refused", refusal: { reason: "pin" } };
  expect(await anaAsks({ type: "cancelVisit", visitId })).toEqual(refused);
  expect(await anaAsks({ type: "moveVisit", visitId, slotId: s1500 })).toEqual(refused);
  expect(await anaAsks({ type: "listVisits", patientId: ana })).toMatchObject({ visits: [] });
  expect(await anaAsks({ type: "confirmVisit", visitId })).toMatchObject({ type: "confirmed" });
  expect(await anaAsks({ type: "checkPin", owner: owner(ana), digits: "4822" })).toMatchObject({ type: "pin.wrong" });
  expect(await anaAsks({ type: "cancelVisit", visitId })).toEqual(refused);
  expect(await anaAsks({ type: "checkPin", owner: owner(ana), digits: "4821" })).toEqual({ type: "pin.right" });
  expect(await anaAsks({ type: "listVisits", patientId: ana })).toMatchObject({ visits: [{ id: visitId }] });
  expect(await anaAsks({ type: "moveVisit", visitId, slotId: s1500 })).toMatchObject({ type: "moved" });
  pass(10);
  expect(await anaAsks({ type: "cancelVisit", visitId })).toEqual(refused);
});

test("nobody takes another's PIN over, or settles anything for her, on a phone that speaks for her", async () => {
  const { ana, anaAsks, pin, owner } = await household();
  await pin(ana);
  const mine = { type: "setPin", owner: owner(ana), digits: "7305", seal: null } as const;
  expect(await anaAsks(mine)).toMatchObject({ type: "pin.found" });
  for (const ask of [
    { type: "findLink", patientId: ana },
    { type: "setPrivacy", patientId: ana, privacy: "neutral" },
    { type: "setNickname", patientId: ana, name: "Ruhi" },
  ] as const) {
    expect(await anaAsks(ask)).toEqual({ type: "refused", refusal: { reason: "pin" } });
  }
});

test("ten wrong PINs from one phone in a day, and none is taken from it, right or wrong", async () => {
  const { run, anaAsks, anaContact, make, owner } = await household();
  const people = ["A", "B", "C"].map((name) => make.patient(name, anaContact).id);
  for (const patientId of people) {
    await run((tx) => setPin(tx, asker(anaContact), owner(patientId), "4821"));
    for (let n = 0; n < 4; n += 1) await anaAsks({ type: "checkPin", owner: owner(patientId), digits: "4822" });
  }
  const [first = 0] = people;
  expect(await anaAsks({ type: "checkPin", owner: owner(first), digits: "4821" })).toEqual({ type: "silence.due" });
  expect(await anaAsks({ type: "findPin", owner: owner(first) })).toEqual({ type: "silence.due" });
});

test("near is not near the clinic of somebody covert, unless the telephone is hers alone", async () => {
  const { make, run } = await bookingWorld();
  const [near, far] = [
    make.clinic("Nabha", { staffPhone: "+911765000001" }),
    make.clinic("Amloh", { lat: 30.6, lon: 76.2, staffPhone: "+911765000002" }),
  ];
  const contactId = make.contact(near.id).id;
  const asha = make.patient("Asha", contactId, { locationId: far.id }).id;
  const phone = async () => as(await run((tx) => findPhone(tx, asker(contactId, near.id))), "phone.found").clinic;
  await run((tx) => choosePrivacy(tx, STAFF, { contactId, patientId: asha }, "covert"));
  const alone = await phone();
  make.patient("Ravi", contactId);
  expect([alone, await phone()]).toEqual([far.publicNames, near.publicNames]);
});
