import { expect, test } from "vitest";
import { answer } from "../../src/booking/answer.ts";
import { seedDemo } from "../../src/booking/seed-demo.ts";
import { breaches } from "../../src/store/invariants.ts";
import { asker } from "../helpers/district.ts";
import { shell } from "./shell.ts";

/** The demo district with one visit that waits for its fee of 200 rupees. */
async function unpaid() {
  const world = await shell();
  await seedDemo(world.engine.transact);
  world.raw.exec("update schedules set pay = 'ahead'");
  const who = asker(Number(world.raw.prepare("select id from contacts limit 1").pluck().get()), 1);
  const reference = await world.engine.transact(async (tx) => {
    const paid = "select p.specialties ->> 0 from practitioners p where fee_minor > 0";
    const care = String(world.raw.prepare(paid).pluck().get()) as "eye";
    const found = await answer(tx, who, { type: "findSlots", wish: { care } });
    const offers = found.type === "slots.found" ? found.offers : [];
    const offer = offers.find(({ fee }) => fee !== null);
    const held = await answer(tx, who, { type: "holdSlot", slotId: offer?.slotId ?? 0, care });
    if (held.type !== "slot.held") throw new Error("the time is free");
    const booked = await answer(tx, who, { type: "book", holdId: held.holdId, who: { name: "Asha Devi" } });
    return booked.type === "booked" ? booked.visit.reference : "";
  });
  const list = async () => (await world.run("payments")).lines.filter((line) => line.startsWith(reference));
  return { ...world, reference, list };
}

test("staff see what is owed, take it at the clinic once, and give back only what is hers again", async () => {
  const { run, reference, list, engine } = await unpaid();
  expect(await list()).toEqual([
    expect.stringContaining("pending_payment  fee 200.00 INR  paid 0.00 INR  owed 200.00 INR"),
  ]);
  expect((await run("payments", "take", reference, "250", "R-17")).code).toBe(0);
  expect((await run("payments", "take", reference, "250", "R-17")).code).toBe(0);
  expect(await list()).toEqual([
    expect.stringContaining("booked  fee 200.00 INR  paid 250.00 INR  TO GIVE BACK 50.00"),
  ]);
  expect(await run("payments", "refund", reference, "60", "R-18")).toEqual({
    code: 1,
    lines: ["so much is not hers again"],
  });
  expect((await run("payments", "refund", reference, "50", "R-18")).code).toBe(0);
  expect((await run("payments", "refund", reference, "50", "R-18")).code).toBe(0);
  expect((await run("payments", "refund", reference, "40", "R-18")).lines).toEqual(["that has been noted already"]);
  expect(await list()).toEqual([expect.stringContaining("booked  fee 200.00 INR  paid 200.00 INR")]);
  expect((await run("tasks")).lines.join()).not.toContain("refund.due");
  expect(await engine.transact(breaches)).toEqual([]);
});

test("staff waive a fee once", async () => {
  const { run, reference, list } = await unpaid();
  expect((await run("payments", "waive", reference)).code).toBe(0);
  expect(await list()).toEqual([expect.stringContaining("booked  fee 200.00 INR  paid 0.00 INR  waived 200.00 INR")]);
  expect(await run("payments", "waive", reference)).toEqual({
    code: 1,
    lines: ["nothing is owed for this visit"],
  });
});

test.each([
  ["payments", "waive"],
  ["payments", "take", "1234567", "200"],
  ["payments", "list", "x"],
  ["voucher"],
  ["voucher", "create", "200", "INR", "201"],
  ["voucher", "create", "0", "INR"],
])("%s %s is called wrongly", async (...words) => {
  const { run } = await shell();
  expect((await run(...words)).code).toBe(2);
});

test("vouchers are printed once, each with its check digit, and kept as hashes", async () => {
  const { run, raw } = await shell();
  const { code, lines } = await run("voucher", "create", "199.50", "INR", "3");
  expect(code).toBe(0);
  expect(new Set(lines).size).toBe(3);
  for (const line of lines) expect(line).toMatch(/^[1-9]\d{11}$/);
  expect(raw.prepare("select distinct amount_minor, currency from vouchers").raw().all()).toEqual([[19_950, "INR"]]);
  expect((await run("voucher", "create", "1.999", "INR")).code).toBe(1);
  expect((await run("voucher", "create", "200", "GOLD")).code).toBe(1);
  expect((await run("payments", "waive", "1234567")).lines).toEqual(["no visit 1234567 has a fee to be paid ahead"]);
});
