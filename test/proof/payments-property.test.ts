import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import fc from "fast-check";
import { expect, it } from "vitest";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { queried } from "../../src/booking/payments/asked.ts";
import { chargeByReference, noteRefunded, waiveFee } from "../../src/booking/payments/by-staff.ts";
import { endOverdue } from "../../src/booking/payments/end-unpaid.ts";
import { unprovenEvent } from "../../src/booking/payments/payment-event.ts";
import { AppError } from "../../src/core/errors.ts";
import { newVoucher } from "../../src/payments/voucher/codes.ts";
import { breaches } from "../../src/store/invariants.ts";
import { practitioners, schedules } from "../../src/store/schema/places.ts";
import { mondayInNabha } from "../helpers/booking.ts";

const FEE = { minor: 20_000, currency: "KES" };

/** What may happen, in any order and any number of times; numbers pick among what there is. */
const HAPPENINGS = fc.oneof(
  fc.record({ does: fc.constant("books"), slot: fc.nat(2), ben: fc.boolean() }),
  fc.record({ does: fc.constant("asks"), visit: fc.nat(5) }),
  fc.record({ does: fc.constant("confirms"), payment: fc.nat(5), minor: fc.constantFrom(5_000, 20_000, 25_000) }),
  fc.record({ does: fc.constant("fails"), payment: fc.nat(5) }),
  fc.record({ does: fc.constant("forges"), payment: fc.nat(5) }),
  fc.record({ does: fc.constant("sends"), visit: fc.nat(5), transaction: fc.nat(3), isTrue: fc.boolean() }),
  fc.record({ does: fc.constant("redeems"), visit: fc.nat(5), minor: fc.constantFrom(5_000, 20_000, 30_000) }),
  fc.record({ does: fc.constant("waits"), minutes: fc.constantFrom(1, 6, 11) }),
  fc.record({ does: fc.constant("timer"), visit: fc.nat(5) }),
  fc.record({ does: fc.constant("sweeps") }),
  fc.record({ does: fc.constant("runs out") }),
  fc.record({ does: fc.constant("cancels"), visit: fc.nat(5) }),
  fc.record({ does: fc.constant("waives"), visit: fc.nat(5) }),
  fc.record({ does: fc.constant("refunds"), visit: fc.nat(5), minor: fc.constantFrom(5_000, 20_000) }),
);

/** As a provider tells of its money. */
function paid(transactionId: string) {
  return { result: "paid", currency: "KES", transactionId, returnedMinor: 0 } as const;
}

type Happening = Record<"does", string> &
  Partial<Record<"slot" | "visit" | "payment" | "minor" | "minutes" | "transaction", number>> &
  Partial<Record<"ben" | "isTrue", boolean>>;

async function paidAhead() {
  const world = await mondayInNabha();
  const { engine, run, kaur, ana, ben, anaAsks, benAsks, s1100, s1140, s1500, clock } = world;
  const db = drizzle(engine.raw);
  db.update(practitioners)
    .set({ feeMinor: FEE.minor, feeCurrency: FEE.currency })
    .where(eq(practitioners.id, kaur.id))
    .run();
  db.update(schedules).set({ pay: "ahead" }).where(eq(schedules.practitionerId, kaur.id)).run();
  const pluck = (sql: string) => engine.raw.prepare(sql).pluck().all();
  const pick = (list: readonly unknown[], n = 0) => (list.length === 0 ? undefined : list[n % list.length]);
  const visitIds = () => pluck("select appointment_id from charges order by id");
  const paymentIds = () => pluck("select id from payments order by id");
  const visitOf = (n?: number) => Number(pick(visitIds(), n) ?? 0);
  const referenceOf = (n?: number) =>
    String(pick(pluck("select reference from appointments where reference is not null order by id"), n) ?? "");
  let serial = 0;
  /** Money that really moved, by what the world outside knows. */
  const moved = new Map<string, number>();

  const acts: Readonly<Record<string, (one: Happening) => Promise<unknown>>> = {
    books: async ({ slot = 0, ben: isBen }) => {
      const asks = isBen ? benAsks : anaAsks;
      const held = await asks({ type: "holdSlot", slotId: [s1100, s1140, s1500][slot] ?? 0, care: "eye" });
      if (held.type !== "slot.held") return;
      await asks({ type: "book", holdId: held.holdId, who: { patientId: isBen ? ben : ana } });
    },
    asks: async ({ visit }) => {
      const visitId = visitOf(visit);
      for (const asks of [anaAsks, benAsks]) {
        if (
          Number(
            pluck(`select count(*) from links l join appointments a using (patient_id) where a.id = ${visitId}`)[0],
          ) > 0
        )
          await asks({ type: "startPayment", visitId, way: "mpesa" }).catch(() => {});
      }
    },
    confirms: async ({ payment, minor = 0 }) => {
      const id = Number(pick(paymentIds(), payment) ?? 0);
      if (id === 0) return;
      // A transaction has one amount, however often it is told.
      const transactionId = `prompt-${id}`;
      const amountMinor = moved.get(transactionId) ?? minor;
      moved.set(transactionId, amountMinor);
      await run((tx) => queried(tx, id, { ...paid(transactionId), amountMinor }));
    },
    fails: async ({ payment }) => {
      const id = Number(pick(paymentIds(), payment) ?? 0);
      if (id > 0) await run((tx) => queried(tx, id, { result: "failed", reason: "1032" }));
    },
    forges: async ({ payment }) => {
      serial += 1;
      const about = {
        by: "payment",
        paymentId: Number(pick(paymentIds(), payment) ?? 1),
        providerId: `ws_${serial}`,
      } as const;
      const paid = {
        kind: "paid",
        about,
        amountMinor: 20_000,
        currency: "KES",
        transactionId: `forged-${serial}`,
      } as const;
      await run((tx) => unprovenEvent(tx, "mpesa", paid));
      await run((tx) => unprovenEvent(tx, "mpesa", { ...paid, about: { by: "query", queryId: `guess-${serial}` } }));
    },
    sends: async ({ visit, transaction = 0, isTrue }) => {
      const transactionId = `sent-${transaction}`;
      const about = { by: "reference", reference: referenceOf(visit), providerId: transactionId } as const;
      await run((tx) =>
        unprovenEvent(tx, "mpesa", { kind: "paid", about, amountMinor: 20_000, currency: "KES", transactionId }),
      );
      if (!isTrue) return;
      moved.set(transactionId, 20_000);
      const id = Number(pluck(`select id from payments where provider_id = '${transactionId}'`)[0]);
      await run((tx) => queried(tx, id, { ...paid(transactionId), amountMinor: 20_000 }));
    },
    redeems: async ({ visit, minor = 0 }) => {
      const code = await run((tx) => newVoucher(tx, { minor, currency: "KES" }));
      for (const asks of [anaAsks, benAsks]) {
        await asks({ type: "redeemVoucher", visitId: visitOf(visit), code }).catch(() => {});
      }
    },
    waits: async ({ minutes = 0 }) => {
      clock.now += minutes * 60_000;
    },
    timer: async ({ visit }) => {
      const id = visitOf(visit);
      const [endsAt] = pluck(`select hold_ends_at from appointments where id = ${id} and state = 'pending_payment'`);
      if (typeof endsAt === "number" && endsAt <= clock.now) await run((tx) => endHold(tx, id));
    },
    sweeps: () => run(endOverdue),
    "runs out": async () => {
      clock.now += 16 * 60_000;
      while (await run(endOverdue));
    },
    cancels: ({ visit }) => anaAsks({ type: "cancelVisit", visitId: visitOf(visit) }),
    waives: ({ visit }) => byStaff(async (tx) => waiveFee(tx, await chargeByReference(tx, referenceOf(visit)))),
    refunds: ({ visit, minor = 0 }) => {
      serial += 1;
      return byStaff(async (tx) =>
        noteRefunded(tx, await chargeByReference(tx, referenceOf(visit)), minor, `R${serial}`),
      );
    },
  };

  /** Staff may be told no; nothing else may fail. */
  async function byStaff(act: Parameters<typeof run>[0]): Promise<void> {
    await run(act).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
  }

  return {
    happens: async (one: Happening) => {
      await acts[one.does]?.(one);
      expect(await run(breaches)).toEqual([]);
      const taken = new Map(
        engine.raw.prepare("select transaction_id, amount_minor from ledger where provider = 'mpesa'").raw().all() as [
          string,
          number,
        ][],
      );
      // Every shilling that moved stands in the ledger, once, and none that did not.
      expect([...taken].sort()).toEqual([...moved].sort());
      const seats =
        "select count(*) from appointments where state in ('held','pending_payment','booked','confirmed') group by slot_id, seat";
      expect(pluck(seats).filter((count) => Number(count) > 1)).toEqual([]);
    },
    reached: () => pluck("select distinct state from appointments"),
    close: () => engine.close(),
  };
}

it("never a visit without its money, nor money without a visit or a way back, whatever comes in whatever order", async () => {
  const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
  process.stdout.write(`payments in any order: SEED=${seed}\n`);
  const reached = new Set<unknown>();
  await fc.assert(
    fc.asyncProperty(fc.array(HAPPENINGS, { minLength: 4, maxLength: 25 }), async (happenings) => {
      const world = await paidAhead();
      await world.happens({ does: "books", slot: 0 });
      for (const one of happenings) await world.happens(one as Happening);
      for (const state of world.reached()) reached.add(state);
      await world.close();
    }),
    { numRuns: 30, seed },
  );
  expect([...reached].sort()).toEqual(expect.arrayContaining(["booked", "cancelled", "expired", "pending_payment"]));
});
