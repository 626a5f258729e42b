import { describe, expect, it } from "vitest";
import type { Visit } from "../../src/core/effects.ts";
import { as } from "../helpers/booking.ts";
import { atClinic, kept, mpesaPaybill, mpesaPrompt, type Rail, runsOut, stripeLink, voucher } from "./rails.ts";

/*
 * What every way to pay promises, whoever carries it out. A voucher and money at the clinic are no `PaymentProvider`: their
 * money lies with us already, so using it up and counting it is one transaction, with nothing to ask, to withdraw or to wait
 * for; behind an interface whose every call is outside a transaction they would lose just that.
 */
const RAILS = { mpesaPrompt, mpesaPaybill, stripeLink, voucher, atClinic } as const;
const books = ({ anaBooks }: Rail): Promise<Visit> => anaBooks(0);

async function benTakesTheSeat({ benAsks, s1100, ben }: Rail): Promise<void> {
  const held = as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  await benAsks({ type: "book", holdId: held.holdId, who: { patientId: ben } });
}

describe.each(Object.entries(RAILS))("%s", (_, open) => {
  it("books by what was paid, once however often it is told, and by nothing that was not", async () => {
    const rail = await open();
    const { id } = await books(rail);
    await rail.begins(id);
    await rail.forges(id);
    await rail.arrives();
    expect([rail.states(), rail.ledger()]).toEqual([["pending_payment"], []]);
    expect(await rail.pays(id)).toBe(true);
    await rail.arrives();
    expect([rail.states(), rail.ledger()]).toEqual([["booked"], ["paid 20000"]]);
    await rail.tellsAgain();
    await rail.arrives();
    expect([rail.ledger(), kept(rail), rail.tasks()]).toEqual([["paid 20000"], rail.moved(), []]);
  });

  it("takes no money too late, or takes the seat back for it, or owes it", async () => {
    for (const isGone of [false, true]) {
      const rail = await open();
      const { id } = await books(rail);
      await rail.begins(id);
      await runsOut(rail, id);
      await rail.drain();
      expect(rail.states()).toEqual(["expired"]);
      if (isGone) await benTakesTheSeat(rail);
      const isTaken = await rail.pays(id);
      await rail.arrives();
      expect(rail.states()[0]).toBe(isTaken && !isGone ? "booked" : "expired");
      expect(rail.tasks()).toEqual(isTaken && isGone ? ["refund.due"] : []);
      expect(kept(rail)).toBe(rail.moved());
    }
  });

  it("owes what was paid for a visit that is cancelled, and counts it for the next", async () => {
    const rail = await open();
    const { id: visitId } = await books(rail);
    await rail.begins(visitId);
    await rail.pays(visitId);
    await rail.arrives();
    as(await rail.anaAsks({ type: "cancelVisit", visitId }), "cancelled");
    expect(rail.tasks()).toEqual(["refund.due"]);
    expect(await rail.anaBooks(1)).toMatchObject({ state: "booked" });
    expect([rail.tasks(), kept(rail)]).toEqual([[], rail.moved()]);
  });

  it("takes nothing for a visit that was cancelled before, or owes it", async () => {
    const rail = await open();
    const { id: visitId } = await books(rail);
    await rail.begins(visitId);
    await rail.anaAsks({ type: "cancelVisit", visitId });
    await rail.arrives();
    const isTaken = await rail.pays(visitId);
    await rail.arrives();
    expect([rail.states(), rail.tasks()]).toEqual([["cancelled"], isTaken ? ["refund.due"] : []]);
    expect(kept(rail)).toBe(rail.moved());
  });
});
