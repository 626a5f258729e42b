import { expect, test, vi } from "vitest";
import { things } from "./cells.ts";
import { type Event, listen } from "./listen.ts";
import { fresh, type RestWorld, restWorld } from "./world.ts";

async function hold(world: RestWorld, whose: "own" | "other" = "own") {
  const { start } = world.timesOf(whose);
  const body = { doctorId: world.doctors[whose].id, desiredDateTime: start };
  return (await world.ask("/v1/holds", { body, once: fresh() })).body.holdId as number;
}

const slots = ({ events }: { events: readonly Event[] }) => events.filter(({ event }) => event === "slot");

test("tells whoever watches of each change at once, uncompressed, and of nothing but slots", async () => {
  const world = await restWorld();
  const stream = await listen(world, `?locationId=${world.clinics.own.id}`);
  expect(Object.fromEntries(stream.response.headers)).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
  expect(stream.response.headers.get("content-encoding")).toBeNull();
  await hold(world, "other");
  const holdId = await hold(world);
  await world.ask(`/v1/holds/${holdId}`, { method: "DELETE" });
  await vi.waitFor(() => expect(slots(stream).map(({ data }) => data["free"])).toEqual([1, 0, 1]));
  const { slotId, doctorId, locationId, start, end, free, ...more } = slots(stream)[0]?.data ?? {};
  expect({ slotId, doctorId, locationId, free }).toEqual({ slotId: 4, doctorId: 1, locationId: 1, free: 1 });
  expect([start, end]).toEqual(["2026-03-03T02:50:00.000Z", "2026-03-03T03:10:00.000Z"]);
  expect(more).toEqual({});
});

test("resumes after the last event without a gap or a repeat, also when another process wrote meanwhile", async () => {
  const world = await restWorld();
  const [first, other] = [await listen(world), await listen(world)];
  await hold(world);
  await vi.waitFor(() => expect(slots(first)).toHaveLength(2));
  first.leave();
  await hold(world);
  // Whoever writes the table: what this process knows of it is nothing.
  world.engine.raw.prepare("update slots set closed = 1 where id = 2").run();
  const last = String(first.events.at(-1)?.id);
  // Whoever stayed has seen it all, so for those who come back nothing of it is news any more.
  await vi.waitFor(() => expect(slots(other)).toHaveLength(5));
  const second = await listen(world, "", { "last-event-id": last });
  const third = await listen(world, `?lastEventId=${last}`);
  await hold(world);
  const ids = (from: Event[]) => from.filter(({ event }) => event === "slot").map(({ id }) => id);
  const expected = [1, 2, 3, 4].map((n) => Number(last) + n);
  await vi.waitFor(() => expect(ids(second.events).slice(0, 4)).toEqual(expected));
  await vi.waitFor(() => expect(ids(third.events).slice(0, 4)).toEqual(expected));
  expect(second.events[0]?.event).toBe("ready");
  // Who comes just after a change reads it from the table, and must not hear of it again.
  for (let n = 0; n < 5; n += 1) {
    await hold(world);
    const late = await listen(world, `?lastEventId=${last}`);
    const all = ids(other.events).length;
    await hold(world);
    await vi.waitFor(() => expect(ids(other.events).length).toBeGreaterThan(all));
    expect(ids(late.events)).toEqual([...new Set(ids(late.events))]);
  }
});

test("who was away too long, or knows another database, begins anew and is told so", async () => {
  const world = await restWorld();
  await hold(world);
  const ahead = await listen(world, "?lastEventId=999999");
  await vi.waitFor(() => expect(ahead.events).toMatchObject([{ event: "reset", id: 4 }]));
  world.engine.raw.exec("delete from slot_events where id < 4");
  await hold(world);
  const behind = await listen(world, "?lastEventId=0");
  await vi.waitFor(() => expect(behind.events[0]).toMatchObject({ event: "reset", id: 6 }));
});

test("a ticket opens one stream, once, within its minute, and shows its holder's clinics alone", async () => {
  const world = await restWorld();
  const { token } = await world.keyFor("receptionist");
  const ticketOf = async () => (await world.ask("/v1/slots/stream/tickets", { method: "POST", token })).body.ticket;
  const ticket: string = await ticketOf();
  const stream = await listen(world, `?ticket=${ticket}`, { authorization: "" });
  expect(stream.response.status).toBe(200);
  await hold(world, "other");
  await hold(world);
  await vi.waitFor(() => expect(slots(stream)).toHaveLength(2));
  expect(slots(stream).every(({ data }) => data["locationId"] === world.clinics.own.id)).toBe(true);
  expect((await listen(world, `?ticket=${ticket}`, { authorization: "" })).response.status).toBe(401);
  const late: string = await ticketOf();
  world.clock.now += 60_001;
  expect((await listen(world, `?ticket=${late}`, { authorization: "" })).response.status).toBe(401);
  expect((await world.ask(`/v1/locations?ticket=${await ticketOf()}`, { headers: { authorization: "" } })).status).toBe(
    401,
  );
});

test("a gateway that stops ends its streams instead of waiting for them", async () => {
  const world = await restWorld();
  const stream = await listen(world);
  const begun = performance.now();
  await world.gateway.stop();
  await stream.ended;
  expect(performance.now() - begun).toBeLessThan(1_500);
});

test("a read of a patient is written down before it is answered, and a look at free times is not", async () => {
  const world = await restWorld();
  const ids = await things(world, "own", world.token, false);
  const read = () =>
    world.engine.raw.prepare("select act, entity, entity_id, actor_kind from audit where act = 'read'").all();
  await world.ask("/v1/slots");
  expect(read()).toEqual([]);
  const one = { act: "read", entity: "patient", entity_id: ids.patientId, actor_kind: "staff" };
  const paths = [`/patients/${ids.patientId}`, `/patients?code=${ids.code}`, `/appointments/${ids.appointmentId}`];
  const lists = [
    "/appointments",
    `/locations/${ids.locationId}/day?date=2026-03-03`,
    `/patients/${ids.patientId}/links`,
  ];
  const { token } = await world.keyFor("clinic_admin");
  for (const path of [...paths, ...lists]) expect((await world.ask(`/v1${path}`, { token })).status, path).toBe(200);
  expect(read()).toEqual(Array(6).fill(one));
});
