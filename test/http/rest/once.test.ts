import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Route } from "../../../src/http/rest/route.ts";
import { ROUTES } from "../../../src/http/rest/routes/all.ts";
import { type Ids, requestOf, things } from "./cells.ts";
import { fresh, type Got, type RestWorld, restWorld } from "./world.ts";

const once = ROUTES.filter((route) => route.once);

/** A digest of each table, to see which changed; a repeat may use up a number that nobody gets. */
function tables({ engine }: RestWorld): Readonly<Record<string, string>> {
  const names = engine.raw.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'");
  const digest = (name: string) =>
    createHash("sha256")
      .update(JSON.stringify(engine.raw.prepare(`select * from "${name}"`).all()))
      .digest("hex");
  return Object.fromEntries((names.pluck().all() as string[]).map((name) => [name, digest(name)]));
}

async function prepared(world: RestWorld, route: Route) {
  const ids = await things(world, "own", world.token);
  const { token } = await world.keyFor("clinic_admin");
  // A hold belongs to the key that made it.
  const by = route.path.startsWith("/holds/") ? world.token : token;
  return { ids, ask: await requestOf(world, route, ids, by, token) };
}

test.each(once.map((route) => [`${route.method} ${route.path}`, route] as const))(
  "%s happens once: repeated, at the same time, with another body, and after an attempt that was rolled back",
  async (_, route) => {
    const world = await restWorld();
    const { ask } = await prepared(world, route);
    const key = fresh();

    // What a crash before the commit leaves is what a rollback leaves: nothing.
    const before = tables(world);
    world.engine.raw.exec(
      "create trigger crash before update on idempotent_answers begin select raise(abort, 'x'); end",
    );
    expect((await ask(key)).status).toBe(500);
    world.engine.raw.exec("drop trigger crash");
    expect(tables(world)).toEqual(before);

    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(key)));
    const told = answers.map(({ status, body }: Got) => ({ status, body }));
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([route.status]));
    for (const one of told) expect(one.body).toEqual(told[0]?.body);
    expect(answers.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(1);

    const after = tables(world);
    expect(after).not.toEqual(before);
    const replay = await ask(`"${key}"`);
    expect([replay.status, replay.headers.get("idempotent-replayed")]).toEqual([route.status, "true"]);
    expect(replay.body).toEqual(told[0]?.body);
    if (route.body) expect((await ask(key, otherBody(route))).status).toBe(422);
    expect((await ask(null)).body.type).toContain("idempotency-key-missing");
    expect(tables(world)).toEqual(after);
  },
);

/** Another good body than the one that was sent. */
function otherBody(route: Route): (body: object) => object {
  const change: Readonly<Record<string, object>> = {
    createPatient: { name: "Somebody Else" },
    createWorker: { name: "Sima" },
    givePatients: { patientIds: [999] },
    handOverPatients: { toWorkerId: 999 },
    createLink: { phone: "+919811122244" },
    createSchedule: { slotMinutes: 30 },
    createException: { day: "2026-04-09" },
    closeDay: { day: "2026-04-09" },
    finishTask: { outcome: "wrote to her" },
    bookVisit: { reason: "another" },
    payVisit: { code: "210987654321" },
    takePayment: { receipt: "another" },
    refundPayment: { byHand: { amountMinor: 1, receipt: "another" } },
    recordFulfilment: { followUpOn: "2026-03-20" },
  };
  return (body) => ({ ...body, ...(change[route.operation] ?? { desiredDateTime: "2026-03-29T10:00:00+05:30" }) });
}

test("one key of ours is not another's, and on another address it is another request", async () => {
  const world = await restWorld();
  const book = ROUTES.find(({ operation }) => operation === "bookVisit") as Route;
  const { ask, ids } = await prepared(world, book);
  const key = fresh();
  expect((await ask(key)).status).toBe(201);
  const { token } = await world.keyFor("receptionist");
  const body = { doctorId: ids.doctorId, desiredDateTime: world.timesOf().start };
  expect((await world.ask("/v1/holds", { body, once: key, token })).status).toBe(201);
  expect((await world.ask("/v1/holds", { body, once: key, token })).headers.get("idempotent-replayed")).toBe("true");
  const { token: admin } = await world.keyFor("clinic_admin");
  expect((await world.ask("/v1/holds", { body, once: key, token: admin })).status).toBe(409);
});

test("a time that was gone stays gone for its key, even when it is free again; what was refused may be asked again", async () => {
  const world = await restWorld();
  const { ids, patientOf } = await twoPatients(world);
  const body = { patientId: ids.patientId, doctorId: ids.doctorId, desiredDateTime: ids.start };
  const first = await world.ask("/v1/appointments", { body, once: fresh() });
  const rival = { body: { ...body, patientId: patientOf() }, once: fresh() };
  const gone = await world.ask("/v1/appointments", rival);
  expect(gone.status).toBe(409);
  const visit = `/v1/appointments/${first.body.appointmentId}/cancel`;
  await world.ask(visit, { body: {}, once: fresh(), seen: first.headers.get("etag") ?? "" });
  const replay = await world.ask("/v1/appointments", rival);
  expect(replay).toMatchObject({ status: 409, body: gone.body });
  expect(replay.headers.get("idempotent-replayed")).toBe("true");

  const again = { body: { ...body, patientId: 999 }, once: fresh() };
  expect((await world.ask("/v1/appointments", again)).status).toBe(400);
  expect((await world.ask("/v1/appointments", { ...again, body })).status).toBe(201);
});

async function twoPatients(world: RestWorld) {
  const ids: Ids = await things(world, "own", world.token);
  return { ids, patientOf: () => world.make.patient("Ben", null, { locationId: world.clinics.own.id }).id };
}

test("the same instant in another zone and members in another order are the same request", async () => {
  const world = await restWorld();
  const { ids } = await twoPatients(world);
  const key = fresh();
  const body = { patientId: ids.patientId, doctorId: ids.doctorId, desiredDateTime: ids.start };
  expect((await world.ask("/v1/appointments", { body, once: key })).status).toBe(201);
  const utc = new Date(ids.start).toISOString();
  const spelled = { desiredDateTime: utc, doctorId: ids.doctorId, patientId: ids.patientId };
  expect((await world.ask("/v1/appointments", { body: spelled, once: key })).status).toBe(201);
});

test("of two who change what they both have seen, the second is told", async () => {
  const world = await restWorld();
  for (const route of ROUTES.filter(({ method, guarded }) => method === "patch" && guarded)) {
    const { ask } = await prepared(world, route);
    const statuses = (await Promise.all([ask(null), ask(null)])).map(({ status }) => status);
    expect(statuses.toSorted(), route.path).toEqual([200, 412]);
    const { token } = await world.keyFor("clinic_admin");
    const ids = await things(world, "own", token);
    const unseen = await requestOf(world, { ...route, guarded: false }, ids, token, token);
    expect((await unseen(null)).status, route.path).toBe(428);
  }
});
