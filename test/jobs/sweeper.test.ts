import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { endDialog } from "../../src/booking/end-dialog.ts";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { pushHandlers } from "../../src/booking/push-handlers.ts";
import { type Dialog, NOTHING_OPEN } from "../../src/core/dialog.ts";
import { createSweeper, type SweeperParts } from "../../src/jobs/sweeper.ts";
import { saveDialog } from "../../src/store/dialogs.ts";
import type { Tx } from "../../src/store/engine.ts";
import { contacts } from "../../src/store/schema/people.ts";
import { as, mondayInNabha } from "../helpers/booking.ts";
import { at } from "../helpers/district.ts";

async function swept(change: Partial<SweeperParts> = {}) {
  const world = await mondayInNabha();
  const errors: unknown[] = [];
  const sweeper = createSweeper({
    ...world.engine,
    clock: () => world.clock.now,
    handlers: {
      "hold.end": async (tx, { appointmentId }) => void (appointmentId && (await endHold(tx, appointmentId))),
      "dialog.end": async (tx, { contactId }) => void (contactId && (await endDialog(tx, contactId))),
      ...pushHandlers(FLOWS),
    },
    chores: [],
    onError: (error) => errors.push(error),
    ...change,
  });
  const state = (id: number) => world.engine.raw.prepare("select state from appointments where id = ?").pluck().get(id);
  const timers = () => world.engine.raw.prepare("select kind, state, due_at as dueAt from timers order by id").all();
  const hold = async (slotId: number) =>
    as(await world.anaAsks({ type: "holdSlot", slotId, care: "eye" }), "slot.held").holdId;
  return { ...world, ...sweeper, errors, state, timers, hold };
}

test("a hold that is over stays for a late answer, and expires when nobody could book it any more", async () => {
  const { hold, s1500, sweep, state, timers, clock, errors } = await swept();
  const id = await hold(s1500);
  clock.now = at("2026-03-02 08:09");
  await sweep();
  expect(timers()).toEqual([{ kind: "hold.end", state: "pending", dueAt: at("2026-03-02 08:10") }]);
  clock.now = at("2026-03-02 08:10");
  await sweep();
  expect(state(id)).toBe("held");
  expect(timers()[1]).toMatchObject({ state: "pending" });
  // 15:00 can be booked until two hours before.
  clock.now = at("2026-03-02 13:01");
  await sweep();
  expect(state(id)).toBe("expired");
  expect(timers().every((timer) => (timer as { state: string }).state !== "pending")).toBe(true);
  expect(errors).toEqual([]);
});

/** A dialog that waits for an answer while it keeps a hold. */
function holding(holdId: number): Dialog {
  const frame = { flow: "book", version: 1, saved: { value: "holding", context: {} }, prompt: null, holdId };
  return { ...NOTHING_OPEN, frames: [{ ...frame, interrupts: false, again: false }] };
}

test("a dialog nobody has answered for 24 hours gives its hold back, a younger one does not", async () => {
  const { hold, make, kaur, clinic, sweep, state, run, anaContact, clock } = await swept();
  const [wednesday = 0] = make.times(make.schedule(kaur.id, clinic.id), ["2026-03-04 09:00"]);
  const id = await hold(wednesday);
  const turn = (tx: Tx) =>
    saveDialog(tx, anaContact, { dialog: holding(id), channelKind: "text", call: null, named: [], namedAt: 0 });
  await run(turn);
  clock.now = at("2026-03-02 08:10");
  await run(turn);
  clock.now = at("2026-03-03 08:09");
  await sweep();
  expect(state(id)).toBe("held");
  clock.now = at("2026-03-03 08:10");
  await sweep();
  expect(state(id)).toBe("expired");
});

test("an error in one timer keeps no other from firing, and it is tried again at the next look", async () => {
  const fired: number[] = [];
  let isBroken = true;
  const world = await swept({
    handlers: {
      ...pushHandlers(FLOWS),
      reminder: async (_, { id }) => {
        if (id <= 250 && isBroken) throw new Error("broken");
        fired.push(id);
      },
      "hold.end": async () => {},
      "dialog.end": async () => {},
    },
  });
  // More broken ones than are read at once.
  const insert = world.engine.raw.prepare("insert into timers (kind, due_at) values ('reminder', 1)");
  world.engine.raw.transaction(() => {
    for (let n = 0; n < 260; n++) insert.run();
  })();
  await world.sweep();
  expect(fired).toEqual([251, 252, 253, 254, 255, 256, 257, 258, 259, 260]);
  expect(world.errors).toHaveLength(250);
  isBroken = false;
  await world.sweep();
  expect(fired).toHaveLength(260);
  await world.sweep();
  expect(fired).toHaveLength(260);
});

test("chores are done piece by piece, and one that fails keeps no other from being done", async () => {
  const done: string[] = [];
  let pieces = 3;
  const world = await swept({
    chores: [
      async () => {
        throw new Error("broken");
      },
      async () => {
        done.push("piece");
        return --pieces > 0;
      },
    ],
  });
  await world.sweep();
  expect(done).toEqual(["piece", "piece", "piece"]);
  expect(world.errors).toHaveLength(1);
});

test("stopping waits for the piece under way and begins no other", async () => {
  let begun: () => void = () => {};
  const first = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let pieces = 0;
  const world = await swept({
    chores: [
      async (tx) => {
        await tx.db.update(contacts).set({ silentUntil: sql`silent_until + 1` });
        pieces += 1;
        begun();
        return true;
      },
    ],
  });
  const { stop } = world.start();
  await first;
  await stop();
  const after = pieces;
  await world.engine.background(async () => false);
  expect(pieces).toBe(after);
  expect(world.engine.raw.prepare("select silent_until from contacts limit 1").pluck().get()).toBe(pieces);
});
