import { expect, test } from "vitest";
import { as, mondayInNabha, read, timesOf } from "../helpers/booking.ts";
import { asker } from "../helpers/district.ts";

test("a move keeps id and reference, frees the old time and offers it first afterwards", async () => {
  const { anaAsks, benAsks, anaBooks, s1100, s1500 } = await mondayInNabha();
  const visit = await anaBooks(0);
  await anaAsks({ type: "confirmVisit", visitId: visit.id });
  const moved = as(await anaAsks({ type: "moveVisit", visitId: visit.id, slotId: s1500 }), "moved");
  expect(moved.visit).toMatchObject({ id: visit.id, reference: visit.reference, state: "booked", version: 4 });
  expect([read(moved.from.at), read(moved.visit.at.at)]).toEqual(["02 11:00", "02 15:00"]);
  expect(timesOf(await anaAsks({ type: "findSlots", wish: {}, moving: visit.id }))[0]).toBe("02 11:00");
  as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  expect(timesOf(await anaAsks({ type: "findSlots", wish: {}, moving: visit.id }))).not.toContain("02 11:00");
});

test("a move to a time that has gone leaves the visit as it was", async () => {
  const { anaAsks, benAsks, anaBooks, s1500 } = await mondayInNabha();
  const visit = await anaBooks(0);
  await benAsks({ type: "holdSlot", slotId: s1500, care: "eye" });
  expect(await anaAsks({ type: "moveVisit", visitId: visit.id, slotId: s1500 })).toEqual({ type: "slot.taken" });
  expect(as(await anaAsks({ type: "listVisits" }), "visits.listed").visits).toEqual([visit]);
});

test("a move delivered twice moves once", async () => {
  const { anaAsks, anaBooks, s1500 } = await mondayInNabha();
  const visit = await anaBooks(0);
  const once = as(await anaAsks({ type: "moveVisit", visitId: visit.id, slotId: s1500 }), "moved");
  const twice = as(await anaAsks({ type: "moveVisit", visitId: visit.id, slotId: s1500 }), "moved");
  expect(twice.visit).toEqual(once.visit);
});

test("another hold stays while a visit moves, and a time one holds oneself can be moved to", async () => {
  const { anaAsks, benAsks, anaBooks, s1140, s1500, s0900 } = await mondayInNabha();
  const visit = await anaBooks(0);
  await anaAsks({ type: "holdSlot", slotId: s1140, care: "eye" });
  as(await anaAsks({ type: "moveVisit", visitId: visit.id, slotId: s1500 }), "moved");
  expect(await benAsks({ type: "holdSlot", slotId: s1140, care: "eye" })).toEqual({ type: "slot.taken" });
  await anaAsks({ type: "holdSlot", slotId: s0900, care: "eye" });
  as(await anaAsks({ type: "moveVisit", visitId: visit.id, slotId: s0900 }), "moved");
});

test("a cancelled visit comes back with its reference within 30 minutes", async () => {
  const { anaAsks, benAsks, anaBooks, s1140, pass } = await mondayInNabha();
  const visit = await anaBooks(1);
  as(await anaAsks({ type: "cancelVisit", visitId: visit.id }), "cancelled");
  pass(29);
  const { visit: back } = as(await anaAsks({ type: "restoreVisit", visitId: visit.id }), "restored");
  expect(back).toMatchObject({ id: visit.id, reference: visit.reference, state: "booked", version: 4 });
  expect(await benAsks({ type: "holdSlot", slotId: s1140, care: "eye" })).toEqual({ type: "slot.taken" });
});

test.each([
  ["after 30 minutes", 30, false],
  ["once its seat is somebody else's", 1, true],
])("a cancelled visit does not come back %s", async (_, minutes, isTaken) => {
  const { anaAsks, benAsks, anaBooks, s1100, pass } = await mondayInNabha();
  const visit = await anaBooks(0);
  await anaAsks({ type: "cancelVisit", visitId: visit.id });
  pass(minutes);
  if (isTaken) await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" });
  const { visit: gone } = as(await anaAsks({ type: "restoreVisit", visitId: visit.id }), "restore.gone");
  expect(gone.state).toBe("cancelled");
});

test("a cancelled visit that was booked anew meanwhile does not come back beside it", async () => {
  const { anaAsks, anaBooks } = await mondayInNabha();
  const visit = await anaBooks(0);
  await anaAsks({ type: "cancelVisit", visitId: visit.id });
  await anaBooks(3);
  as(await anaAsks({ type: "restoreVisit", visitId: visit.id }), "refused");
});

test.each([
  ["confirmVisit", "cancelled"],
  ["cancelVisit", "cancelled"],
  ["moveVisit", "cancelled"],
  ["confirmVisit", "begun"],
  ["cancelVisit", "begun"],
  ["moveVisit", "begun"],
] as const)("%s of a visit already %s changes nothing", async (type, reason) => {
  const { anaAsks, anaBooks, s0900, pass } = await mondayInNabha();
  const visit = await anaBooks(0);
  if (reason === "cancelled") await anaAsks({ type: "cancelVisit", visitId: visit.id });
  else pass(180);
  expect(await anaAsks({ type, visitId: visit.id, slotId: s0900 })).toEqual({ type: "refused", refusal: { reason } });
});

test.each(["confirmVisit", "cancelVisit", "moveVisit", "restoreVisit"] as const)(
  "%s from a number that does not speak for the patient finds no visit",
  async (type) => {
    const { benAsks, anaBooks, s1140 } = await mondayInNabha();
    const visit = await anaBooks(0);
    expect(await benAsks({ type, visitId: visit.id, slotId: s1140 })).toEqual({
      type: "refused",
      refusal: { reason: "unknown" },
    });
  },
);

test("a link put to sleep no longer speaks for the patient", async () => {
  const { anaAsks, anaBooks, engine } = await mondayInNabha();
  const visit = await anaBooks(0);
  engine.raw.exec("update links set asleep_at = 1");
  expect(await anaAsks({ type: "listVisits" })).toEqual({ type: "visits.listed", visits: [] });
  as(await anaAsks({ type: "cancelVisit", visitId: visit.id }), "refused");
});

test("saying twice that one is coming changes the visit once", async () => {
  const { anaAsks, anaBooks } = await mondayInNabha();
  const visit = await anaBooks(0);
  await anaAsks({ type: "confirmVisit", visitId: visit.id });
  const { visit: confirmed } = as(await anaAsks({ type: "confirmVisit", visitId: visit.id }), "confirmed");
  expect(confirmed).toMatchObject({ state: "confirmed", version: visit.version + 1 });
});

test("visits ahead are listed soonest first, and not those begun", async () => {
  const { anaAsks, anaBooks, pass } = await mondayInNabha();
  await anaBooks(3);
  await anaBooks(0, { name: "Dia" });
  const list = async () => {
    const { visits } = as(await anaAsks({ type: "listVisits" }), "visits.listed");
    return visits.map(({ nickname, at }) => `${nickname} ${read(at.at)}`);
  };
  expect(await list()).toEqual(["Dia 02 11:00", "Ana 03 09:00"]);
  pass(200);
  expect(await list()).toEqual(["Ana 03 09:00"]);
});

test("a shared phone lists no visits of covert people", async () => {
  const { anaAsks, anaBooks, engine } = await mondayInNabha();
  await anaBooks(0);
  await anaBooks(3, { name: "Dia" });
  engine.raw.exec("update links set privacy = 'covert'");
  const { visits } = as(await anaAsks({ type: "listVisits" }), "visits.listed");
  expect(visits).toEqual([]);
});

test("visits in question are those named within a day, cancelled ones too", async () => {
  const { asking, anaContact, clinic, anaAsks, anaBooks, clock, pass } = await mondayInNabha();
  const visit = await anaBooks(3);
  await anaAsks({ type: "cancelVisit", visitId: visit.id });
  const named = asking(asker(anaContact, clinic.id, [visit.id], clock.now));
  const { visits } = as(await named({ type: "visitsInQuestion" }), "visits.listed");
  expect(visits).toMatchObject([{ id: visit.id, state: "cancelled" }]);
  pass(24 * 60);
  expect(await named({ type: "visitsInQuestion" })).toEqual({ type: "visits.listed", visits: [] });
});

test("a reference is known only to numbers that speak for its patient; ten unknown ones a day, then silence", async () => {
  const { anaAsks, benAsks, anaBooks, pass } = await mondayInNabha();
  const { reference } = await anaBooks(3);
  as(await anaAsks({ type: "findVisit", reference }), "visit.found");
  const foreign = await benAsks({ type: "findVisit", reference });
  expect(await benAsks({ type: "findVisit", reference: "1000000" })).toEqual(foreign);
  expect(foreign).toEqual({ type: "visit.unknown" });
  for (let n = 3; n <= 10; n++) expect(await benAsks({ type: "findVisit", reference: "1000000" })).toEqual(foreign);
  expect(await benAsks({ type: "findVisit", reference })).toEqual({ type: "silence.due" });
  as(await anaAsks({ type: "findVisit", reference }), "visit.found");
  pass(24 * 60 + 1);
  expect(await benAsks({ type: "findVisit", reference })).toEqual(foreign);
});
