import { expect, it } from "vitest";
import { maySend } from "../../src/booking/may-send.ts";
import { messageById } from "../../src/store/outbox.ts";
import { linkPatient } from "../../src/store/patients.ts";
import { stripeLink } from "./rails.ts";

it("a link goes to whoever says that she will pay, at once at any hour, whoever booked", async () => {
  const { anaBooks, benAsks, benContact, anaContact, ana, drain, run, engine, pluck, pays, arrives, said } =
    await stripeLink();
  engine.raw.exec("update locations set quiet_from = '07:00', quiet_to = '06:00'");
  const { id: visitId } = await anaBooks(3);
  await run((tx) => linkPatient(tx, benContact, ana));
  await benAsks({ type: "startPayment", visitId, way: "stripe" });
  await drain();
  expect([pluck("select contact_id from messages"), said()]).toEqual([[benContact], ["pay.link"]]);
  const mayGo = (id: number) =>
    run(async (tx) => {
      const message = await messageById(tx, id);
      return message && (await maySend(tx, message));
    });
  expect(await mayGo(1)).toEqual({ may: "go" });
  await pays(visitId);
  await arrives();
  expect([pluck("select contact_id from messages order by id"), said()]).toEqual([
    [benContact, anaContact, benContact],
    ["pay.link", "pay.done", "pay.thanks"],
  ]);
  expect([await mayGo(2), await mayGo(3)]).toEqual([{ may: "go" }, { may: "go" }]);
});
