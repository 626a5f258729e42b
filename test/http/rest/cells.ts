import type { Route } from "../../../src/http/rest/route.ts";
import { newVoucher } from "../../../src/payments/voucher/codes.ts";
import { fresh, type Got, type RestWorld } from "./world.ts";

/** Ids that addresses, queries and bodies may name. */
export type Ids = Readonly<Record<(typeof NAMES)[number], number>> & {
  readonly start: string;
  readonly code: string;
  readonly voucher: string;
};

const NAMES = [
  ...(["doctorId", "locationId", "appointmentId", "holdId", "patientId", "contactId"] as const),
  ...(["scheduleId", "exceptionId", "taskId", "begunId", "workerId"] as const),
  ...(["unpaidId", "paymentId", "surplusId"] as const),
];

type Insert = (sql: string, ...values: readonly (string | number)[]) => number;

const NOBODY = 999_999_999;

/** Ids of nothing, and a time that begins at no slot. */
export const none: Ids = {
  ...(Object.fromEntries(NAMES.map((name) => [name, NOBODY])) as Record<(typeof NAMES)[number], number>),
  start: "2026-03-20T03:00:00+05:30",
  code: "999999",
  voucher: "123456789012",
};

/** New things at one clinic: a patient with a telephone and a visit, a hold of this key, a free time, a task and so on; fees too. */
export async function things(world: RestWorld, whose: "own" | "other", token: string, withFees = true): Promise<Ids> {
  const { make, ask, engine } = world;
  const [clinic, doctor, schedule] = [world.clinics[whose], world.doctors[whose], world.schedules[whose]];
  const { id: contactId } = make.contact(clinic.id);
  const { id: patientId, code } = make.patient("Ana", contactId, { locationId: clinic.id });
  const free = { doctorId: doctor.id, desiredDateTime: world.timesOf(whose).start };
  const visit = await ask("/v1/appointments", { body: { patientId, ...free }, once: fresh() });
  const held = { doctorId: doctor.id, desiredDateTime: world.timesOf(whose).start };
  const hold = await ask("/v1/holds", { body: held, once: fresh(), token: whose === "own" ? token : world.token });
  const insert = (sql: string, ...values: readonly (string | number)[]) =>
    Number(engine.raw.prepare(sql).run(...values).lastInsertRowid);
  const [begunAt, dayBefore] = [world.clock.now - 3_600_000, world.clock.now - 86_400_000];
  return {
    begunId: begunVisit(insert, { patientId, slotId: world.begun[whose], startAt: begunAt, bookedAt: dayBefore }),
    doctorId: doctor.id,
    locationId: clinic.id,
    appointmentId: visit.body.appointmentId,
    holdId: hold.body.holdId ?? NOBODY,
    patientId,
    contactId,
    scheduleId: schedule.id,
    exceptionId: insert(
      "insert into schedule_exceptions (schedule_id, day, kind) values (?, '2026-04-01', 'closed')",
      schedule.id,
    ),
    taskId: insert(
      "insert into tasks (kind, location_id, reason, created_at) values ('test', ?, 'test', ?)",
      ...[clinic.id, world.clock.now],
    ),
    workerId: workerAt(insert, clinic.id, make.contact(clinic.id).id, world.clock.now),
    start: world.timesOf(whose).start,
    code,
    ...(withFees ? await fees(world, whose) : { unpaidId: NOBODY, paymentId: NOBODY, surplusId: NOBODY, voucher: "" }),
  };
}

/** A visit that waits for its fee of 200 rupees, another that was paid 50 too much for, and a voucher. */
async function fees(world: RestWorld, whose: "own" | "other") {
  const { engine, make, ask, clinics, doctors, schedules } = world;
  const pays = (pay: string, minor: number) =>
    engine.raw.exec(`update practitioners set fee_minor = ${minor}, fee_currency = 'INR' where id = ${doctors[whose].id};
      update schedules set pay = '${pay}' where id = ${schedules[whose].id}`);
  const book = async () => {
    const { id: patientId } = make.patient("Ana", null, { locationId: clinics[whose].id });
    const time = { doctorId: doctors[whose].id, desiredDateTime: world.timesOf(whose).start };
    return (await ask("/v1/appointments", { body: { patientId, ...time }, once: fresh() })).body;
  };
  pays("ahead", 20_000);
  const [unpaid, paid] = [await book(), await book()];
  pays("clinic", 0);
  const surplusId: number = paid.payment.paymentId;
  await ask(`/v1/payments/${surplusId}/take`, {
    body: { amountMinor: 25_000, receipt: fresh() },
    once: fresh(),
    token: world.admin,
  });
  const voucher = await engine.transact((tx) => newVoucher(tx, { minor: 20_000, currency: "INR" }));
  return {
    unpaidId: unpaid.appointmentId as number,
    paymentId: unpaid.payment.paymentId as number,
    surplusId,
    voucher,
  };
}

function workerAt(insert: Insert, locationId: number, contactId: number, now: number): number {
  const id = insert("insert into workers (contact_id, name, created_at) values (?, 'Rani', ?)", contactId, now);
  insert("insert into worker_locations values (?, ?)", id, locationId);
  return id;
}

/** A visit that began an hour ago, booked the day before: nobody can book one now, so its row is written as it would be. */
function begunVisit(
  insert: Insert,
  of: { readonly patientId: number; readonly slotId: number; readonly startAt: number; readonly bookedAt: number },
): number {
  const { patientId, slotId, startAt, bookedAt } = of;
  const id = insert(
    `insert into appointments (reference, slot_id, seat, state, patient_id, practitioner_id, location_id, care, start_at, end_at,
      zone, booked_at, created_at, updated_at) select 'b' || ?, id, taken + 1, 'booked', ?, practitioner_id, location_id, 'eye',
      start_at, end_at, 'Asia/Kolkata', ?, ?, ? from slots where id = ? and start_at = ?`,
    ...[patientId, patientId, bookedAt, bookedAt, bookedAt, slotId, startAt],
  );
  insert("update slots set taken = taken + 1 where id = ?", slotId);
  insert(
    "insert into audit (at, actor_kind, act, entity, entity_id, version) values (?, 'staff', 'book', 'appointment', ?, 1)",
    ...[bookedAt, id],
  );
  return id;
}

const WITHOUT_BODY = {};
/** Each worker's number is hers alone. */
let serial = 0;

/** A good body of each operation that takes one; ids of a route's address are not repeated. */
const BODIES: Readonly<Record<string, (ids: Ids) => object>> = {
  holdTime: ({ doctorId, start }) => ({ doctorId, desiredDateTime: start }),
  bookVisit: ({ patientId, doctorId, start }) => ({ patientId, doctorId, desiredDateTime: start }),
  moveVisit: ({ start }) => ({ desiredDateTime: start }),
  createPatient: ({ locationId }) => ({ name: "Dia Rao", locationId }),
  changePatient: () => ({ yearOfBirth: 1980 }),
  createWorker: ({ locationId }) => ({
    ...{ name: "Rani Kaur", phone: `+9198765${String(serial++).padStart(5, "0")}`, locationIds: [locationId] },
    ...{ villages: ["Bhadson"], language: "pa" },
  }),
  changeWorker: () => ({ touchesPerDay: 30 }),
  givePatients: ({ patientId }) => ({ patientIds: [patientId] }),
  handOverPatients: ({ workerId }) => ({ toWorkerId: workerId }),
  createLink: () => ({ phone: "+919811122233", via: "call", consent: true, language: "hi" }),
  changeLink: () => ({ privacy: "covert" }),
  createSchedule: ({ doctorId, locationId }) => ({
    ...{ doctorId, locationId, slotMinutes: 20 },
    hours: [{ weekday: 7, from: "20:00", to: "21:00" }],
    ...{ validFrom: "2027-01-01", validTo: "2027-01-02" },
  }),
  changeSchedule: () => ({ capacity: 2, pay: "clinic", feeMinor: null }),
  changeLocation: () => ({ waiveRoles: ["receptionist", "doctor", "clinic_admin", "operator"] }),
  createException: () => ({ day: "2026-04-02", kind: "closed" }),
  closeDay: () => ({ day: "2026-04-03" }),
  payVisit: ({ voucher }) => ({ way: "voucher", code: voucher }),
  takePayment: () => ({ amountMinor: 20_000, receipt: fresh() }),
  refundPayment: () => ({ byHand: { amountMinor: 5_000, receipt: fresh() } }),
  finishTask: () => ({ outcome: "rang her" }),
};

/** Whose address names not just any thing of its kind. */
const MEANT: Readonly<Record<string, keyof Ids>> = { payVisit: "unpaidId", refundPayment: "surplusId" };

const QUERIES: Readonly<Record<string, (ids: Ids) => object>> = {
  findPatients: ({ code }) => ({ code }),
};

/** Sends a good request of a route about these things; a guarded one with the version `seer` reads first. */
export async function send(world: RestWorld, route: Route, ids: Ids, token: string, seer: string): Promise<Got> {
  return await (await requestOf(world, route, ids, token, seer))(route.once ? fresh() : null);
}

/** What of a route decides how a request looks. */
type Sent = Pick<Route, "operation" | "method" | "path" | "query"> & { readonly guarded?: boolean | undefined };

/** A good request of a route about these things, to be sent under a once-only key, with its body changed or as it is. */
export async function requestOf(world: RestWorld, route: Sent, ids: Ids, token: string, seer: string) {
  // What became of a visit is written down once it has begun.
  const isAfter = route.operation.startsWith("record");
  const named = (name: keyof Ids) =>
    ids[isAfter && name === "appointmentId" ? "begunId" : (MEANT[route.operation] ?? name)];
  const path = `/v1${route.path.replace(/:(\w+)/g, (_, name: keyof Ids) => String(named(name)))}`;
  const where = route.query?.shape["locationId"] ? { locationId: ids.locationId } : {};
  const query = new URLSearchParams({ ...where, ...QUERIES[route.operation]?.(ids) } as Record<string, string>);
  const body = BODIES[route.operation]?.(ids) ?? WITHOUT_BODY;
  const seen = route.guarded ? await versionOf(world, path, seer) : undefined;
  return (once: string | null, changed: (body: object) => object = (same) => same) =>
    world.ask(query.size > 0 ? `${path}?${query}` : path, {
      method: route.method.toUpperCase(),
      token,
      ...(route.method === "get" || route.method === "delete" ? {} : { body: changed(body) }),
      ...(once === null ? {} : { once }),
      ...(seen === undefined ? {} : { seen }),
    });
}

async function versionOf({ ask }: RestWorld, path: string, token: string): Promise<string> {
  const thing = path.replace(/\/(cancel|confirm|reschedule|arrived|fulfilled|no-show)$/, "");
  return (await ask(thing, { token })).headers.get("etag") ?? '"none"';
}
