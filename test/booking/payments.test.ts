import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { describe, expect, it } from "vitest";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { endOverdue } from "../../src/booking/payments/end-unpaid.ts";
import { takeMoney } from "../../src/booking/payments/take-money.ts";
import type { Answer } from "../../src/core/effects.ts";
import { newVoucher } from "../../src/payments/voucher/codes.ts";
import { breaches } from "../../src/store/invariants.ts";
import { linkPatient } from "../../src/store/patients.ts";
import { practitioners, schedules } from "../../src/store/schema/places.ts";
import { as, mondayInNabha } from "../helpers/booking.ts";

const FEE = { minor: 20_000, currency: "INR" };

/** Monday in Nabha, Dr Kaur to be paid 200 rupees ahead. */
async function paidAhead() {
  const world = await mondayInNabha();
  const { engine, run, kaur, clock } = world;
  const db = drizzle(engine.raw);
  db.update(practitioners)
    .set({ feeMinor: FEE.minor, feeCurrency: FEE.currency })
    .where(eq(practitioners.id, kaur.id))
    .run();
  db.update(schedules).set({ pay: "ahead" }).where(eq(schedules.practitionerId, kaur.id)).run();
  const rows = (sql: string) => engine.raw.prepare(sql).raw().all();
  const after = async <T>(what: Promise<T>): Promise<T> => {
    const result = await what;
    expect(await run(breaches)).toEqual([]);
    return result;
  };
  let serial = 0;
  return {
    ...world,
    rows,
    states: () => rows("select state from appointments order by id").flat(),
    tasks: () => rows("select kind, state from tasks order by id").map((row) => (row as string[]).join(" ")),
    said: () => rows("select content from messages order by id").map((row) => keysIn(String(row))),
    voucher: (minor = FEE.minor, currency = FEE.currency) => run((tx) => newVoucher(tx, { minor, currency })),
    /** Money from outside, for the first charge. */
    pays: (amountMinor: number, transactionId = `T${++serial}`, chargeId: number | null = 1, currency = "INR") =>
      after(run((tx) => takeMoney(tx, { chargeId, amountMinor, currency, provider: "test", transactionId }, "tell"))),
    ends: (id: number) => after(run((tx) => endHold(tx, id))),
    timeIsOver: () => {
      clock.now += 10 * 60_000;
    },
  };
}

function keysIn(content: string): string {
  return [...content.matchAll(/"key":"([^"]+)"/g)].map((match) => match[1]).join(" ");
}

function dueIn(given: Answer): number {
  return as(given, "due.found").due.owed.minor;
}

describe("a fee that must be paid ahead", () => {
  it("keeps the seat for ten minutes and is paid by a voucher", async () => {
    const { anaBooks, anaAsks, voucher, rows, clock } = await paidAhead();
    const visit = await anaBooks(0);
    expect(visit).toMatchObject({ state: "pending_payment", fee: null });
    const due = as(await anaAsks({ type: "findDue", visitId: visit.id }), "due.found").due;
    expect(due).toMatchObject({ owed: FEE, until: { at: clock.now + 10 * 60_000 } });
    const code = await voucher();
    const paid = as(await anaAsks({ type: "redeemVoucher", visitId: visit.id, code }), "due.none");
    expect(paid.visit).toMatchObject({ state: "booked", fee: null, reference: visit.reference });
    expect(rows("select kind, amount_minor, provider from ledger")).toEqual([["paid", 20_000, "voucher"]]);
    expect(JSON.stringify(rows("select * from vouchers"))).not.toContain(code);
  });

  it("is paid at the clinic where the schedule does not say otherwise", async () => {
    const { engine, anaBooks } = await paidAhead();
    engine.raw.exec("update schedules set pay = 'clinic'");
    expect(await anaBooks(0)).toMatchObject({ state: "booked", fee: FEE });
  });

  it("is what the clinic says, where it says something else, in what is offered, said and charged", async () => {
    const { engine, anaAsks, anaBooks, rows } = await paidAhead();
    engine.raw.exec("update locations set currency = 'KES'; update schedules set fee_minor = 5000, pay = 'clinic'");
    const here = { minor: 5_000, currency: "KES" };
    const found = as(await anaAsks({ type: "findSlots", wish: { care: "eye" } }), "slots.found");
    expect(new Set(found.offers.map(({ fee }) => JSON.stringify(fee)))).toEqual(new Set([JSON.stringify(here)]));
    const visit = await anaBooks(0);
    expect(visit).toMatchObject({ state: "booked", fee: here });
    await anaAsks({ type: "cancelVisit", visitId: visit.id });
    engine.raw.exec("update schedules set pay = 'ahead'");
    expect(await anaBooks(1)).toMatchObject({ state: "pending_payment" });
    expect(rows("select due_minor, currency from charges")).toEqual([[5_000, "KES"]]);
  });

  it("takes parts of it, and gives back what is too much", async () => {
    const { anaBooks, anaAsks, voucher, states, tasks } = await paidAhead();
    const { id: visitId } = await anaBooks(0);
    const part = await anaAsks({ type: "redeemVoucher", visitId, code: await voucher(15_000) });
    expect(part).toMatchObject({ isPart: true });
    expect(dueIn(part)).toBe(5_000);
    await anaAsks({ type: "redeemVoucher", visitId, code: await voucher(15_000) });
    expect(states()).toEqual(["booked"]);
    expect(tasks()).toEqual(["refund.due open"]);
  });

  it("uses a voucher once, and refuses what is no voucher or of other money", async () => {
    const { anaBooks, anaAsks, voucher, rows } = await paidAhead();
    const { id: visitId } = await anaBooks(0);
    const redeem = (code: string) => anaAsks({ type: "redeemVoucher", visitId, code });
    const code = await voucher(5_000);
    await redeem(code);
    expect(await redeem(code)).toEqual({ type: "voucher.refused", reason: "used" });
    expect(await redeem(await voucher(20_000, "KES"))).toEqual({ type: "voucher.refused", reason: "currency" });
    for (const wrong of ["123456", "123456789012", `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`])
      expect(await redeem(wrong)).toEqual({ type: "voucher.refused", reason: "unknown" });
    expect(rows("select count(*) from audit where act = 'voucher.unknown'")).toEqual([[3]]);
    for (let n = 0; n < 7; n += 1) await redeem("111111111111");
    expect(await redeem(await voucher())).toEqual({ type: "voucher.refused", reason: "unknown" });
  });

  it("tells whoever booked that it is paid, and the patient's own telephone that a visit is booked", async () => {
    const { benAsks, benContact, anaContact, ana, run, s1100, pays, rows, said } = await paidAhead();
    await run((tx) => linkPatient(tx, benContact, ana));
    const held = as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
    as(await benAsks({ type: "book", holdId: held.holdId, who: { patientId: ana } }), "booked");
    await pays(FEE.minor);
    expect(rows("select contact_id from messages")).toEqual([[benContact]]);
    // His telephone serves two, so it is said whose visit it is.
    expect(said()).toEqual(["pay.done visit.named visit.keys"]);
    expect(rows("select about, contact_id from timers where kind = 'notice' and state = 'pending'")).toEqual([
      ["booked", anaContact],
    ]);
  });

  it("says on a telephone of several whose fee did not come", async () => {
    const { anaBooks, run, anaContact, ben, timeIsOver, ends, said, rows } = await paidAhead();
    await run((tx) => linkPatient(tx, anaContact, ben));
    const { id } = await anaBooks(0);
    timeIsOver();
    await ends(id);
    expect(said()).toEqual(["pay.over.named"]);
    expect(String(rows("select content from messages"))).toContain('"name":"Ana"');
  });

  it("ends strictly, by its timer or by the sweeper alone, and frees the seat for others", async () => {
    for (const by of ["timer", "sweeper"] as const) {
      const { anaBooks, benAsks, states, said, timeIsOver, ends, run, s1100 } = await paidAhead();
      const { id } = await anaBooks(0);
      expect((await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" })).type).toBe("slot.taken");
      timeIsOver();
      if (by === "timer") await ends(id);
      else expect([await run(endOverdue), await run(endOverdue)]).toEqual([true, false]);
      expect(states()).toEqual(["expired"]);
      expect(said()).toEqual(["pay.over"]);
      as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
    }
  });

  it("is confirmed by itself when money comes, once however often it is reported", async () => {
    const { anaBooks, pays, states, said, rows } = await paidAhead();
    await anaBooks(0);
    await pays(20_000, "A1");
    await pays(20_000, "A1");
    expect(states()).toEqual(["booked"]);
    expect(said()).toEqual(["pay.done visit.neutral visit.keys"]);
    expect(rows("select count(*) from ledger")).toEqual([[1]]);
  });

  it("takes the seat back for money that comes late, if nobody has it", async () => {
    const { anaBooks, pays, states, timeIsOver, ends } = await paidAhead();
    const { id } = await anaBooks(0);
    timeIsOver();
    await ends(id);
    await pays(20_000);
    expect(states()).toEqual(["booked"]);
  });

  it("owes money that comes when the seat is gone, offers other times, and counts it for the next visit", async () => {
    const world = await paidAhead();
    const { anaBooks, benAsks, pays, states, said, tasks, timeIsOver, ends, s1100, ben } = world;
    const { id } = await anaBooks(0);
    timeIsOver();
    await ends(id);
    const held = as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
    await benAsks({ type: "book", holdId: held.holdId, who: { patientId: ben } });
    await pays(20_000);
    expect(states()).toEqual(["expired", "pending_payment"]);
    expect(said().at(-1)).toBe("pay.late pay.late.free find.offer find.offer find.offer pay.late.keys");
    expect(tasks()).toEqual(["refund.due open"]);
    expect(await anaBooks(1)).toMatchObject({ state: "booked" });
    expect(tasks()).toEqual(["refund.due done"]);
  });

  it("gives up a visit with its money: part of it at the end, all of it when cancelled", async () => {
    const { anaBooks, anaAsks, pays, tasks, timeIsOver, ends } = await paidAhead();
    const first = await anaBooks(0);
    await pays(5_000);
    timeIsOver();
    await ends(first.id);
    expect(tasks()).toEqual(["refund.due open"]);
    const second = await anaBooks(1);
    await pays(15_000, "T-rest", 2);
    as(await anaAsks({ type: "cancelVisit", visitId: second.id }), "cancelled");
    expect(tasks()).toEqual(["refund.due done", "refund.due open"]);
    expect((await anaAsks({ type: "restoreVisit", visitId: second.id })).type).toBe("restore.gone");
    expect(await anaBooks(1)).toMatchObject({ state: "booked" });
  });

  it("keeps money that names no visit of ours, or is of another kind, as a task", async () => {
    const { anaBooks, pays, tasks, states } = await paidAhead();
    await anaBooks(0);
    await pays(20_000, "X1", null);
    await pays(20_000, "X2", 1, "KES");
    expect(tasks()).toEqual(["payment.unknown open", "payment.unknown open"]);
    expect(states()).toEqual(["pending_payment"]);
  });

  it("moves only when paid, and only to a time of the same fee", async () => {
    const { anaBooks, anaAsks, pays, s1140, skinSlot } = await paidAhead();
    const { id: visitId } = await anaBooks(0);
    const move = (slotId: number) => anaAsks({ type: "moveVisit", visitId, slotId });
    expect(await move(s1140)).toEqual({ type: "refused", refusal: { reason: "unpaid" } });
    await pays(20_000);
    expect(await move(skinSlot)).toMatchObject({ type: "slot.taken" });
    as(await move(s1140), "moved");
  });

  it("cannot be had by booking a free visit and moving it", async () => {
    const { engine, anaBooks, anaAsks, s1140 } = await paidAhead();
    engine.raw.exec("update schedules set pay = 'clinic'");
    const { id: visitId } = await anaBooks(0);
    engine.raw.exec("update schedules set pay = 'ahead'");
    expect(await anaAsks({ type: "moveVisit", visitId, slotId: s1140 })).toEqual({
      type: "refused",
      refusal: { reason: "other.fee" },
    });
  });

  it("keeps a ledger that nobody can change", async () => {
    const { anaBooks, pays, engine } = await paidAhead();
    await anaBooks(0);
    await pays(20_000);
    expect(() => engine.raw.exec("update ledger set amount_minor = 1")).toThrow("only added to");
    expect(() => engine.raw.exec("delete from ledger")).toThrow("only added to");
  });
});
