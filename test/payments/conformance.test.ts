import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { payAtOnce } from "../../src/booking/payments/pay-at-once.ts";
import { startAttempt } from "../../src/booking/payments/start-payment.ts";
import type { Visit } from "../../src/core/effects.ts";
import { AppError } from "../../src/core/errors.ts";
import { appointmentById } from "../../src/store/appointments.ts";
import { chargeOf } from "../../src/store/charges.ts";
import { as } from "../helpers/booking.ts";
import { atClinic, kept, mpesaPaybill, mpesaPrompt, type Rail, runsOut, stripeLink, voucher } from "./rails.ts";

/** Every folder of providers, with the ways to pay that it carries out. */
const WAYS = {
  clinic: { atClinic },
  mpesa: { mpesaPrompt, mpesaPaybill },
  stripe: { stripeLink },
  voucher: { voucher },
} as const;

it("is played by every folder of providers", () => {
  const folders = readdirSync("src/payments", { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(WAYS));
});

const books = ({ anaBooks }: Rail): Promise<Visit> => anaBooks(0);

async function benTakesTheSeat({ benAsks, s1100, ben }: Rail): Promise<void> {
  const held = as(await benAsks({ type: "holdSlot", slotId: s1100, care: "eye" }), "slot.held");
  await benAsks({ type: "book", holdId: held.holdId, who: { patientId: ben } });
}

describe.each(Object.values(WAYS).flatMap((ways) => Object.entries(ways)))("%s", (way, open) => {
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

  it("moves nothing and asks nobody in a transaction that is rolled back", async () => {
    const rail = await open();
    const { provider } = rail;
    const { id } = await books(rail);
    const handed = { token: await rail.voucher(), amountMinor: 20_000 };
    const fails = rail.run(async (tx) => {
      const [visit, charge] = [await appointmentById(tx, id), await chargeOf(tx, id)];
      if (!visit || !charge) return;
      if (provider.settles === "outside") await startAttempt(tx, { visit, charge }, provider.name, null);
      else expect(await payAtOnce(tx, provider, charge, handed, "tell")).toBe(null);
      throw new AppError("unavailable", "rolled back");
    });
    await expect(fails).rejects.toThrow("rolled back");
    await rail.arrives();
    expect([rail.states(), rail.ledger(), rail.pluck("select id from payments")]).toEqual([
      ["pending_payment"],
      [],
      [],
    ]);
    expect(rail.moved()).toBe(0);
    // Nobody has a prompt before her, or a link; what needs none can still be paid.
    expect(await rail.pays(id)).toBe(way !== "mpesaPrompt" && way !== "stripeLink");
  });
});
