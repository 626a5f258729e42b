import { expect, test } from "vitest";
import { carrierOptOut } from "../../src/booking/carrier-opt-out.ts";
import { contactFor } from "../../src/store/contacts.ts";
import { mondayInNabha } from "../helpers/booking.ts";

async function opted() {
  const world = await mondayInNabha();
  const visit = await world.anaBooks(0);
  const { raw } = world.engine;
  const phone = String(raw.prepare("select phone from contacts where id = ?").pluck().get(world.anaContact));
  const says = (type: "stop" | "start" | "help") =>
    world.run(async (tx) => await carrierOptOut(tx, await contactFor(tx, phone, null), type, "twilio-sms"));
  const blocked = () => raw.prepare("select blocked_at is not null from contacts where phone = ?").pluck().get(phone);
  const consents = () =>
    raw.prepare("select granted, purpose from consents where wording = 'carrier' order by id").all();
  const tasks = () => raw.prepare("select kind, appointment_id as visit from tasks").all();
  return { visit, says, blocked, consents, tasks };
}

test("a stop at the carrier is taken note of, and the visit she may have meant becomes one task", async () => {
  const { visit, says, blocked, consents, tasks } = await opted();
  await says("stop");
  await says("stop");
  expect(blocked()).toBe(1);
  expect(consents()[0]).toEqual({ granted: 0, purpose: "all" });
  expect(tasks()).toEqual([{ kind: "opted.out", visit: visit.id }]);
});

test("a start lifts it again, and a call for help changes nothing", async () => {
  const { says, blocked, consents } = await opted();
  await says("stop");
  await says("start");
  expect(blocked()).toBe(0);
  expect(consents().at(-1)).toEqual({ granted: 1, purpose: "all" });
  await says("help");
  expect(consents()).toHaveLength(2);
});
