import { expect, test } from "vitest";
import { handOver } from "../../src/booking/hand-over.ts";
import { NO_FAULTS } from "../../src/simulator/faults.ts";
import { seededRandom } from "../helpers/demo.ts";
import { delivering } from "./delivery-world.ts";

const SEEDS = 4;
const TEXTS = 30;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
/** What the list does not show for half a minute it shows within every lease. */
const FAULTS = {
  ...{ ...NO_FAULTS, tooMany: 0.05, broken: 0.08, dropped: 0.08, sentSilently: 0.08, lagging: 0.3 },
  ...{ unreachable: 0.1, filtered: 0.03, unexplained: 0.05, shuffled: 0.3, late: 0.2 },
};

test.each(Array.from({ length: SEEDS }, (_, n) => SEED + n))(
  "whatever goes wrong, each text is sent once or says why not, and its end is known (SEED=%i)",
  async (seed) => {
    const random = seededRandom(seed);
    const faults = { ...FAULTS };
    const world = await delivering({ faults, seed });
    const { queue, outbox, people, provider, pass, run, sending, rows, pluck, hearReports, errors } = world;
    const contacts = people(TEXTS);
    for (const { id } of contacts) {
      const rowId = await queue({ contactId: id, uselessAt: null });
      // Now and then a process claims one and dies before it sends.
      if (random() < 0.1) await run((tx) => handOver(tx, sending, rowId));
    }
    for (let turn = 0; turn < 30; turn += 1) {
      await outbox.drain();
      if (random() < 0.5) await hearReports();
      pass(random() < 0.3 ? HOUR : Math.floor(random() * 90) * SECOND);
    }
    // The provider gets over it, and what it kept back comes in.
    Object.assign(faults, NO_FAULTS);
    for (let turn = 0; turn < 20; turn += 1) {
      await outbox.drain();
      await hearReports();
      pass(HOUR / 2);
    }

    expect(errors).toEqual([]);
    const open = rows().filter(({ state }) => state === "queued" || state === "sending");
    expect(open).toEqual([]);
    // A row that the provider took is one text there: the second sending of a text is a row of its own.
    const taken = pluck("select provider_id from messages where provider_id is not null");
    expect(new Set(taken).size).toBe(taken.length);
    expect(provider.messages.all()).toHaveLength(taken.length);
    const reached = rows().filter(({ state }) => ["accepted", "sent", "delivered"].includes(String(state)));
    const failed = rows().filter(({ state }) => state === "failed");
    expect(reached.length + failed.length).toBe(rows().length);
    expect(failed.every(({ reason }) => reason !== null)).toBe(true);
    // Every text was delivered in the end, or it is decided whom to reach instead.
    const given = new Set([
      ...reached.map(({ contact_id }) => contact_id),
      ...pluck("select contact_id from timers where kind = 'delivery.failed'"),
    ]);
    expect(contacts.filter(({ id }) => !given.has(id))).toEqual([]);
  },
);
