import { expect, test } from "vitest";
import { breaches } from "../../../src/store/invariants.ts";
import { things } from "./cells.ts";
import { fresh, type RestWorld, restWorld } from "./world.ts";

/** A patient of Nabha, and what books her. */
async function withPatient(world: RestWorld) {
  const { id: patientId } = world.make.patient("Ana", null, { locationId: world.clinics.own.id });
  const doctorId = world.doctors.own.id;
  const book = (desiredDateTime: string, more: object = {}, once = fresh()) =>
    world.ask("/v1/appointments", { body: { patientId, doctorId, desiredDateTime, ...more }, once });
  return { patientId, doctorId, book };
}

test("the whole way: find, hold, book, repeat, confirm, move, cancel; all that must hold does", async () => {
  const world = await restWorld();
  const { ask, run, doctors } = world;
  const { book, doctorId } = await withPatient(world);
  const [first, second, third] = [world.timesOf(), world.timesOf(), world.timesOf()];

  const found = await ask("/v1/practitioners?specialty=eye&name=kaur");
  expect(found.body.practitioners).toMatchObject([{ doctorId: doctors.own.id, nextFree: { start: first.start } }]);
  const slots = await ask(`/v1/practitioners/${doctorId}/slots?limit=2`);
  expect(slots.body.slots.map(({ start }: { start: string }) => start)).toEqual([first.start, second.start]);
  const rest = await ask(`/v1/practitioners/${doctorId}/slots?limit=2&after=${slots.body.next}`);
  expect(rest.body).toMatchObject({ slots: [{ start: third.start }] });
  expect(rest.body.next).toBeUndefined();

  const hold = await ask("/v1/holds", { body: { doctorId, desiredDateTime: first.start }, once: fresh() });
  expect(hold).toMatchObject({ status: 201, body: { scheduledAt: first.start } });
  const once = fresh();
  const booked = await book(first.start, { holdId: hold.body.holdId, reason: "a cough" }, once);
  expect(booked).toMatchObject({
    status: 201,
    body: { status: "booked", scheduledAt: first.start, reason: "a cough" },
  });
  expect(booked.body.message).toBe(`Booked.\nTue 3 Mar 8:00 am, Nabha. Ref ${booked.body.reference}.`);
  const again = await book(first.start, { holdId: hold.body.holdId, reason: "a cough" }, once);
  expect(again.body).toEqual(booked.body);
  expect(again.headers.get("idempotent-replayed")).toBe("true");

  const visit = `/v1/appointments/${booked.body.appointmentId}`;
  const act = (name: string, seen: string | null, body = {}) =>
    ask(`${visit}/${name}`, { body, once: fresh(), ...(seen === null ? {} : { seen }) });
  const confirmed = await act("confirm", booked.headers.get("etag"));
  expect(confirmed.body).toMatchObject({ status: "confirmed" });
  expect(await act("reschedule", booked.headers.get("etag"), { desiredDateTime: second.start })).toMatchObject({
    status: 412,
    body: { currentVersion: "3" },
  });
  const moved = await act("reschedule", confirmed.headers.get("etag"), { desiredDateTime: second.start });
  expect(moved.body).toMatchObject({ status: "booked", scheduledAt: second.start, reference: booked.body.reference });
  const cancelled = await act("cancel", moved.headers.get("etag"));
  expect(cancelled.body).toMatchObject({ status: "cancelled" });
  expect(await act("cancel", cancelled.headers.get("etag"))).toMatchObject({
    status: 409,
    body: { state: "cancelled" },
  });
  expect((await ask(visit)).body).toMatchObject({ status: "cancelled", version: 5 });
  expect(await run(breaches)).toEqual([]);
});

test("a time that is gone is answered with the nearest three, and so is one that begins at no slot", async () => {
  const world = await restWorld();
  const { book } = await withPatient(world);
  const times = [1, 2, 3, 4, 5].map(() => world.timesOf().start);
  const stranger = world.make.patient("Ben", null, { locationId: world.clinics.own.id }).id;
  const doctorId = world.doctors.own.id;
  const body = { patientId: stranger, doctorId, desiredDateTime: times[2] };
  expect((await world.ask("/v1/appointments", { body, once: fresh() })).status).toBe(201);
  const starts = (got: { body: { alternatives: { start: string }[] } }) =>
    got.body.alternatives.map(({ start }) => start);
  const gone = await book(times[2] ?? "");
  expect(gone).toMatchObject({ status: 409, body: { type: "https://sms.example.org/problems/slot-unavailable" } });
  expect(starts(gone).toSorted()).toEqual([times[0], times[1], times[3]].toSorted());
  const between = await book((times[0] ?? "").replace(":00:00", ":07:00"));
  expect(between.status).toBe(409);
  expect(starts(between)[0]).toBe(times[0]);
});

test("a hold is its key's own: extended once, takeable when it has lapsed, released to whoever comes", async () => {
  const world = await restWorld();
  const { ask, clock } = world;
  const { book, doctorId } = await withPatient(world);
  const { token: rival } = await world.keyFor("receptionist");
  const time = world.timesOf().start;
  const holdIt = (token = world.token) =>
    ask("/v1/holds", { body: { doctorId, desiredDateTime: time }, once: fresh(), token });
  const { holdId } = (await holdIt()).body;
  expect((await holdIt(rival)).status).toBe(409);
  expect((await ask(`/v1/holds/${holdId}`, { method: "DELETE", token: rival })).status).toBe(404);
  const extend = () => ask(`/v1/holds/${holdId}/extend`, { body: {}, once: fresh() });
  expect((await extend()).status).toBe(200);
  expect(await extend()).toMatchObject({ status: 409, body: { state: "extended" } });
  clock.now += 5 * 60_000;
  const taken = await holdIt(rival);
  expect(taken.status).toBe(201);
  expect((await book(time, { holdId })).status).toBe(409);
  expect((await ask(`/v1/holds/${taken.body.holdId}`, { method: "DELETE", token: rival })).status).toBe(204);
  const late = (await holdIt()).body.holdId;
  clock.now += 30 * 60_000;
  expect((await book(time, { holdId: late })).status).toBe(201);
  expect(await world.run(breaches)).toEqual([]);
});

test("a key holds at most twenty times, however many it asks for", async () => {
  const world = await restWorld();
  const doctorId = world.doctors.own.id;
  const holds = [];
  for (let n = 0; n < 21; n += 1) {
    const body = { doctorId, desiredDateTime: world.timesOf().start };
    holds.push((await world.ask("/v1/holds", { body, once: fresh() })).status);
  }
  expect(holds).toEqual([...Array(20).fill(201), 409]);
});

test("a patient is in one place at a time", async () => {
  const world = await restWorld();
  const { book, patientId } = await withPatient(world);
  const time = world.timesOf().start;
  const first = await book(time);
  const other = world.make.doctor("Dr Rana", ["eye"]);
  world.make.times(world.make.schedule(other.id, world.clinics.own.id), [time.slice(0, 16).replace("T", " ")]);
  const body = { patientId, doctorId: other.id, desiredDateTime: time };
  expect(await world.ask("/v1/appointments", { body, once: fresh() })).toMatchObject({
    status: 409,
    body: { type: expect.stringContaining("patient-busy"), appointmentId: first.body.appointmentId },
  });
});

test("past, too soon, unknown and wrong members are told by pointer", async () => {
  const world = await restWorld();
  const { patientId, doctorId, book } = await withPatient(world);
  world.make.times(world.schedules.own, ["2026-03-02 09:00"]);
  const code = async (body: object) => {
    const got = await world.ask("/v1/appointments", { body, once: fresh() });
    return [got.status, ...got.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)];
  };
  const desiredDateTime = world.timesOf().start;
  const good = { patientId, doctorId, desiredDateTime };
  expect(await code({ ...good, desiredDateTime: "2026-03-02T07:00:00+05:30" })).toEqual([400, "/desiredDateTime past"]);
  expect(await code({ ...good, desiredDateTime: "2026-03-02T09:00:00+05:30" })).toEqual([
    400,
    "/desiredDateTime inside-minimum-notice",
  ]);
  expect(await code({ ...good, desiredDateTime: "2026-03-03T09:00:00" })).toEqual([
    400,
    "/desiredDateTime wrong-format",
  ]);
  expect(await code({ ...good, patientId: 999 })).toEqual([400, "/patientId unknown"]);
  expect(await code({ ...good, doctorId: 999 })).toEqual([400, "/doctorId unknown"]);
  expect(await code({ ...good, holdId: 999 })).toEqual([400, "/holdId unknown"]);
  expect(await code({ ...good, payment: { way: "gold" } })).toEqual([400, "/payment/way not-one-of-these"]);
  expect(await code({ ...good, state: "fulfilled" })).toEqual([400, "/state unknown-member"]);
  expect(await code({ doctorId: "1" })).toEqual([
    400,
    "/patientId needed",
    "/doctorId not-a-number",
    "/desiredDateTime needed",
  ]);
  expect((await book(desiredDateTime)).status).toBe(201);
});

test("what became of a visit is written down when it can have come to it, and may be mended", async () => {
  const world = await restWorld();
  const { begunId, appointmentId } = await things(world, "own", world.token);
  const record = async (id: number, what: string, body = {}) => {
    const seen = (await world.ask(`/v1/appointments/${id}`)).headers.get("etag") ?? "";
    const got = await world.ask(`/v1/appointments/${id}/${what}`, { body, once: fresh(), seen });
    return [got.status, got.body.state ?? got.body.status, got.body.followUpOn ?? got.body.errors?.[0].code];
  };
  expect(await record(appointmentId, "arrived")).toEqual([409, "too-early", undefined]);
  expect(await record(begunId, "no-show")).toEqual([200, "no_show", undefined]);
  expect(await record(begunId, "arrived")).toEqual([200, "arrived", undefined]);
  expect(await record(begunId, "no-show")).toEqual([409, "arrived", undefined]);
  expect(await record(begunId, "fulfilled", { followUpOn: "2026-03-02" })).toEqual([400, 400, "not-later"]);
  expect(await record(begunId, "fulfilled", { followUpOn: "2026-03-20" })).toEqual([200, "fulfilled", "2026-03-20"]);
  expect(await world.run(breaches)).toEqual([]);
});

test("the patient is told of what staff do by her first telephone, and the answer says how or why not", async () => {
  const world = await restWorld();
  const { patientId, doctorId, book } = await withPatient(world);
  expect((await book(world.timesOf().start)).body).toMatchObject({ notified: "none", why: expect.any(String) });
  const { token } = await world.keyFor("clinic_admin");
  const link = { phone: "+919811122233", via: "text", consent: true };
  await world.ask(`/v1/patients/${patientId}/links`, { body: link, once: fresh(), token });
  const told = await book(world.timesOf().start);
  expect(told.body).toMatchObject({ notified: "text", why: "queued", doctorId });
  const timers = await world.ask(`/v1/appointments/${told.body.appointmentId}/timers`, { token });
  expect(timers.body.timers.map(({ kind }: { kind: string }) => kind)).toContain("notice");
});

test("a visit moves into the key's own hold, and a move that cannot be loses neither", async () => {
  const world = await restWorld();
  const { book, doctorId } = await withPatient(world);
  const [first, second] = [world.timesOf().start, world.timesOf().start];
  const visit = await book(first);
  const hold = await world.ask("/v1/holds", { body: { doctorId, desiredDateTime: second }, once: fresh() });
  const move = (desiredDateTime: string, seen: string) =>
    world.ask(`/v1/appointments/${visit.body.appointmentId}/reschedule`, {
      body: { desiredDateTime },
      once: fresh(),
      seen,
    });
  expect((await move(second.replace(/:\d\d:00\+/, ":59:00+"), '"2"')).status).toBe(409);
  expect(await move(second, '"2"')).toMatchObject({ status: 200, body: { scheduledAt: second } });
  expect((await world.ask(`/v1/holds/${hold.body.holdId}`, { method: "DELETE" })).status).toBe(404);
  const skin = world.make.doctor("Dr Rana", ["skin"]);
  world.make.times(world.make.schedule(skin.id, world.clinics.own.id), ["2026-03-09 09:00"]);
  const body = { desiredDateTime: "2026-03-09T09:00:00+05:30", doctorId: skin.id };
  const path = `/v1/appointments/${visit.body.appointmentId}/reschedule`;
  expect((await world.ask(path, { body, once: fresh(), seen: '"3"' })).body.errors).toEqual([
    { in: "body", pointer: "/doctorId", code: "does-not-give-it" },
  ]);
  expect(await world.run(breaches)).toEqual([]);
});
