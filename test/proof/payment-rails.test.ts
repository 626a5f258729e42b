import { describe, expect, it } from "vitest";
import { chanceOf, FINE } from "../payments/chance.ts";
import type { Death } from "../payments/mortal.ts";
import { kept, mpesaPaybill, mpesaPrompt, type Rail, runsOut, stripeLink } from "../payments/rails.ts";

/** 4 bad days of each way in CI, 100 with PROOF_LONG=1. */
const DAYS = process.env["PROOF_LONG"] === "1" ? 100 : 4;
/** Those that somebody outside carries out. */
const PROVIDED = { mpesaPrompt, mpesaPaybill, stripeLink } as const;

/** What each is asked. */
const ASKED: Readonly<Record<string, readonly Death["at"][]>> = {
  mpesaPrompt: ["request", "query"],
  mpesaPaybill: ["query"],
  stripeLink: ["request", "query", "refund"],
};

const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
process.stdout.write(`ways to pay on a bad day: SEED=${SEED}\n`);

describe.each(Object.entries(PROVIDED))("%s, whose provider is outside,", (name, open) => {
  const steps = (ASKED[name] ?? []).flatMap((at) => (["before", "after"] as const).map((step) => ({ at, step })));

  it.each(steps)("loses nothing and doubles nothing where a worker dies $step its $at", async ({ at, step }) => {
    const death: Death = { at, step };
    const rail = await open(death);
    const { id: visitId } = await rail.anaBooks(0);
    await rail.begins(visitId);
    await rail.later(61);
    // A prompt that may have gone is not sent again by itself; she asks for another.
    await rail.begins(visitId);
    await rail.later(61);
    await rail.pays(visitId);
    await rail.arrives();
    await rail.later(61);
    await rail.arrives();
    expect([rail.states(), rail.ledger()]).toEqual([["booked"], ["paid 20000"]]);
    await rail.anaAsks({ type: "cancelVisit", visitId });
    await rail.later(24 * 3_600 + 1);
    await rail.later(61);
    await rail.arrives();
    expect(kept(rail)).toBe(rail.moved());
    expect(rail.moved()).toBe(name === "stripeLink" ? 0 : 20_000);
    expect(rail.errors.splice(0)).toHaveLength(1);
  });

  it("counts all that moved, and only that, through bad days", async () => {
    for (let day = 0; day < DAYS; day += 1) await badDay(await open(), SEED + day);
  });
});

/** She tries to pay, and everything between us and the provider goes wrong; then a day goes by in which nothing does. */
async function badDay(rail: Rail, seed: number): Promise<void> {
  const { id: visitId } = await rail.anaBooks(0);
  rail.fares(chanceOf(seed));
  for (let tries = 0; tries < 4 && rail.states()[0] === "pending_payment"; tries += 1) {
    await rail.begins(visitId);
    await rail.later(61);
    if (tries > 0) await rail.pays(visitId);
    await rail.arrives();
  }
  if (rail.states()[0] === "pending_payment") await runsOut(rail, visitId);
  rail.fares(FINE);
  for (let hours = 0; hours < 27; hours += 1) {
    await rail.later(3_600);
    await rail.arrives();
  }
  expect(kept(rail), `SEED=${seed}`).toBe(rail.moved());
  expect(rail.pluck("select count(*) from payments where todo is not null")).toEqual([0]);
}
