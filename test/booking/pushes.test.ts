import { describe, expect, test } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { endDialog } from "../../src/booking/end-dialog.ts";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { queueNotice } from "../../src/booking/notices.ts";
import { recordOutcome } from "../../src/booking/outcome.ts";
import { pushHandlers } from "../../src/booking/push-handlers.ts";
import { planStaffLists } from "../../src/booking/staff-counts.ts";
import { NOTHING_OPEN } from "../../src/core/dialog.ts";
import { pushesIn } from "../../src/core/push.ts";
import { createFire } from "../../src/jobs/fire.ts";
import { mayPush, writeConsent } from "../../src/store/consents.ts";
import { loadDialog, saveDialog } from "../../src/store/dialogs.ts";
import { forgetPiece } from "../../src/store/housekeeping.ts";
import { breaches } from "../../src/store/invariants.ts";
import { sleepLink } from "../../src/store/patients.ts";
import { writeTask } from "../../src/store/tasks.ts";
import { mondayInNabha, read } from "../helpers/booking.ts";
import { at } from "../helpers/district.ts";

const STAFF = { kind: "staff", id: null } as const;
const HOUR = 60;

/** Monday in Nabha with a visit of Ana's on Thursday, and a worker that fires what is due. */
async function withVisit() {
  const world = await mondayInNabha();
  const { make, engine, clock, run } = world;
  const later = make.times(make.schedule(world.kaur.id, world.clinic.id), ["2026-03-05 11:00", "2026-03-06 11:00"]);
  const book = async (slotId: number, patientId: number) => {
    await world.anaAsks({ type: "holdSlot", slotId, care: "eye" });
    const id = Number(engine.raw.prepare("select max(id) from appointments").pluck().get());
    const booked = await world.anaAsks({ type: "book", holdId: id, who: { patientId } });
    expect(booked.type).toBe("booked");
    return id;
  };
  const visitId = await book(later[0] ?? 0, world.ana);
  const fire = createFire({
    transact: run,
    handlers: {
      "hold.end": async (tx, { appointmentId }) => void (appointmentId && (await endHold(tx, appointmentId))),
      "dialog.end": async (tx, { contactId }) => void (contactId && (await endDialog(tx, contactId))),
      ...pushHandlers(FLOWS),
    },
  });
  const rows = (sql: string) => engine.raw.prepare(sql).all() as Record<string, unknown>[];
  /** Fires what is due at an instant ('2026-03-04 10:00'), and what that makes due. */
  const work = async (time?: string) => {
    if (time) clock.now = at(time);
    for (;;) {
      const [due] = rows(`select id from timers where state = 'pending' and due_at <= ${clock.now} limit 1`);
      if (!due) break;
      await fire(Number(due["id"]));
    }
    expect(await run(breaches)).toEqual([]);
  };
  const messages = () =>
    rows("select purpose, kind, contact_id as who from messages where state <> 'inline' order by id");
  const timers = (kind: string) =>
    rows(`select state, due_at as due, reason from timers where kind = '${kind}' order by id`).map(
      ({ state, due, reason }) => [state, read(Number(due)), reason].filter(Boolean).join(" "),
    );
  return { ...world, later, book, visitId, work, rows, messages, timers };
}

describe("a visit's reminders", () => {
  test("are written with the booking, retired by a move and a cancellation, and planned anew by a move", async () => {
    const world = await withVisit();
    expect(world.timers("reminder")).toEqual(["pending 04 10:00"]);
    await world.anaAsks({ type: "confirmVisit", visitId: world.visitId });
    expect(world.timers("reminder")).toEqual(["pending 04 10:00"]);
    await world.anaAsks({ type: "moveVisit", visitId: world.visitId, slotId: world.later[1] ?? 0 });
    expect(world.timers("reminder")).toEqual(["retired 04 10:00 move", "pending 03 10:00", "pending 05 10:00"]);
    await world.anaAsks({ type: "cancelVisit", visitId: world.visitId });
    expect(world.timers("reminder").map((one) => one.split(" ")[0])).toEqual(["retired", "retired", "retired"]);
  });

  test("belong to the present version of a live visit, or the check says so", async () => {
    const world = await withVisit();
    world.engine.raw.prepare("update timers set appointment_version = 1 where kind = 'reminder'").run();
    expect(await world.run(breaches)).toMatchObject([{ rule: 5, entity: "timers" }]);
  });

  test("a reminder is queued once, for its visit, in no language yet", async () => {
    const world = await withVisit();
    await world.work("2026-03-04 10:00");
    await world.work("2026-03-04 10:05");
    expect(world.messages()).toEqual([{ purpose: "reminder", kind: "text", who: world.anaContact }]);
    expect(world.rows("select content from messages where purpose = 'reminder'")[0]?.["content"]).toMatch(
      /push.reminder/,
    );
  });

  test("wait while she is on a call, and are laid when it is over", async () => {
    const world = await withVisit();
    world.clock.now = at("2026-03-04 09:59");
    const call = { dialog: NOTHING_OPEN, channelKind: "call", call: null, named: [], namedAt: 0 } as const;
    await world.run((tx) => saveDialog(tx, world.anaContact, call));
    await world.work("2026-03-04 10:00");
    expect(world.messages()).toEqual([]);
    await world.run((tx) => saveDialog(tx, world.anaContact, { ...call, channelKind: "text" }));
    await world.work("2026-03-04 10:02");
    expect(world.messages()).toHaveLength(1);
  });

  test("an unanswered one outlives the week after which old dialogs are forgotten, until its visit has begun", async () => {
    const world = await withVisit();
    await world.work("2026-03-04 10:00");
    const stored = await world.run((tx) => loadDialog(tx, world.anaContact));
    expect(pushesIn(stored?.dialog.frames ?? [])).toHaveLength(1);
    expect(stored?.lastTurnAt).toBe(0);
    const forget = async (time: string) => {
      world.clock.now = at(time);
      while (await world.run(forgetPiece));
      return await world.run((tx) => loadDialog(tx, world.anaContact));
    };
    expect(await forget("2026-03-05 10:59")).not.toBeNull();
    expect(await forget("2026-03-05 12:30")).toBeNull();
  });
});

describe("a notice", () => {
  const notified = async (
    world: Awaited<ReturnType<typeof withVisit>>,
    by: { kind: "staff" | "contact"; id: number | null } = STAFF,
  ) => await world.run((tx) => queueNotice(tx, { appointmentId: world.visitId, change: "moved", by }));

  test("goes to the first contact, by the kind of its link", async () => {
    const world = await withVisit();
    expect(await notified(world)).toEqual({ notified: "text", why: "queued" });
    world.engine.raw.prepare("update links set via = 'call' where contact_id = ?").run(world.anaContact);
    expect(await notified(world)).toEqual({ notified: "call", why: "queued" });
  });

  test("is not sent to whoever made the change", async () => {
    const world = await withVisit();
    const own = await notified(world, { kind: "contact", id: world.anaContact });
    expect(own).toEqual({ notified: "none", why: "own act" });
  });

  test("is not sent to a contact that said stop, that sleeps, or that there is not", async () => {
    const world = await withVisit();
    const consent = { patientId: null, purpose: "all", granted: false, wording: "stop.done", channel: "x" } as const;
    await world.run((tx) => writeConsent(tx, { contactId: world.anaContact, ...consent }));
    expect(await notified(world)).toEqual({ notified: "none", why: "opted out" });
    await world.run((tx) => sleepLink(tx, world.anaContact, world.ana));
    expect(await notified(world)).toEqual({ notified: "none", why: "asleep" });
    world.engine.raw.prepare("delete from links where patient_id = ?").run(world.ana);
    expect(await notified(world)).toEqual({ notified: "none", why: "no contact" });
  });

  test("of a change that was changed again is not sent", async () => {
    const world = await withVisit();
    await notified(world);
    await world.anaAsks({ type: "cancelVisit", visitId: world.visitId });
    await world.work();
    expect(world.messages()).toEqual([]);
    expect(world.timers("notice")).toEqual(["retired 02 08:00 cancel"]);
  });
});

describe("consent", () => {
  const granted = { purpose: "visit", granted: true, wording: "booked.head", channel: "x" } as const;
  const stop = { purpose: "all", granted: false, wording: "stop.done", channel: "x" } as const;
  const start = { ...stop, granted: true };
  const [ana, all] = ["ana" as const, null];
  test.each([
    ["who has said nothing", [], true],
    ["a stop about all", [[stop, all]], false],
    ["a stop about her", [[stop, ana]], false],
    [
      "a booking after a stop does not undo it",
      [
        [stop, all],
        [granted, ana],
      ],
      false,
    ],
    [
      "a start undoes a stop about all",
      [
        [stop, all],
        [start, all],
      ],
      true,
    ],
    [
      "a start undoes a stop about her",
      [
        [stop, ana],
        [start, all],
      ],
      true,
    ],
    [
      "the last word counts",
      [
        [start, all],
        [stop, ana],
      ],
      false,
    ],
    ["no visits wanted", [[{ ...stop, purpose: "visit" as const }, ana]], false],
  ] as const)("%s", async (_, said, wanted) => {
    const world = await mondayInNabha();
    await world.run(async (tx) => {
      for (const [consent, who] of said) {
        await writeConsent(tx, { ...consent, contactId: world.anaContact, patientId: who && world.ana });
      }
      expect(await mayPush(tx, world.anaContact, world.ana, "visit")).toBe(wanted);
      expect(await mayPush(tx, world.benContact, world.ben, "visit")).toBe(true);
    });
  });
});

describe("what became of a visit", () => {
  const record = (world: Awaited<ReturnType<typeof withVisit>>, state: "arrived" | "no_show") =>
    world.run((tx) => recordOutcome(tx, STAFF, world.visitId, { state }));

  test("is not said before it can be", async () => {
    const world = await withVisit();
    expect(await record(world, "arrived")).toEqual({ ok: false, why: "too early" });
    world.clock.now = at("2026-03-05 10:59");
    expect(await record(world, "no_show")).toEqual({ ok: false, why: "too early" });
    expect(await record(world, "arrived")).toMatchObject({ ok: true });
    expect(await record(world, "no_show")).toEqual({ ok: false, why: "wrong state" });
  });

  test("said twice changes nothing", async () => {
    const world = await withVisit();
    world.clock.now = at("2026-03-05 11:20");
    await record(world, "no_show");
    expect(await record(world, "no_show")).toMatchObject({ ok: true, visit: { version: 3 } });
    expect(world.timers("rebook")).toEqual(["pending 05 13:20"]);
  });

  test("a missed visit is not asked about once another is booked for the same care", async () => {
    const world = await withVisit();
    world.clock.now = at("2026-03-05 11:20");
    await record(world, "no_show");
    await world.book(world.later[1] ?? 0, world.ana);
    await world.work("2026-03-05 13:20");
    expect(world.messages()).toEqual([]);
    expect(world.timers("rebook")).toEqual(["fired 05 13:20 booked already"]);
  });

  test("a follow-up lies after the day of the visit", async () => {
    const world = await withVisit();
    world.clock.now = at("2026-03-05 11:20");
    const fulfilled = (followUpOn: string) =>
      world.run((tx) => recordOutcome(tx, STAFF, world.visitId, { state: "fulfilled", followUpOn }));
    expect(await fulfilled("2026-03-05")).toEqual({ ok: false, why: "follow-up is not later" });
    expect(await fulfilled("2026-03-30")).toMatchObject({ ok: true });
    expect(world.timers("follow.up")).toEqual(["pending 23 10:00"]);
  });
});

describe("a clinic's staff", () => {
  test("hear of new tasks together, and each afternoon of the next day, as counts only", async () => {
    const world = await withVisit();
    world.engine.raw.prepare("update locations set staff_phone = '+919876500199'").run();
    const task = { kind: "call.back", reason: "x", locationId: world.clinic.id };
    for (const contactId of [world.anaContact, world.benContact])
      await world.run((tx) => writeTask(tx, { ...task, contactId }));
    await world.run(planStaffLists);
    await world.work("2026-03-02 08:30");
    await world.work("2026-03-02 16:00");
    const told = world.rows(
      "select purpose, content, appointment_id as visit from messages where purpose like 'staff%'",
    );
    expect(told.map(({ purpose, visit }) => [purpose, visit])).toEqual([
      ["staff.tasks", null],
      ["staff.list", null],
    ]);
    expect(JSON.parse(String(told[0]?.["content"]))[0].sentence.with.tasks).toBe("2");
    expect(JSON.stringify(told)).not.toMatch(/Ana|Ben/);
  });

  test("hear nothing at night, and nothing on a telephone without texts", async () => {
    const world = await withVisit();
    world.clock.now = at("2026-03-02 21:00");
    await world.run((tx) => writeTask(tx, { kind: "call.back", reason: "x", locationId: world.clinic.id }));
    await world.work("2026-03-02 22:00");
    expect(world.timers("staff.tasks")).toEqual(["fired 02 21:30 no telephone for texts"]);
    world.engine.raw.prepare("update locations set staff_phone = '+919876500199'").run();
    await world.run((tx) => writeTask(tx, { kind: "call.back", reason: "y", locationId: world.clinic.id }));
    world.pass(HOUR);
    await world.work();
    expect(world.timers("staff.tasks").at(-1)).toBe("pending 03 08:00");
  });
});
