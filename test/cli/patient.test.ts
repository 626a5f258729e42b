import { expect, test } from "vitest";
import { hasPin, setPin } from "../../src/booking/pins.ts";
import { asker, district } from "../helpers/district.ts";
import { shell } from "./shell.ts";

test("the desk sets how much texts tell of a patient, and takes a forgotten PIN away", async () => {
  const world = await shell();
  const make = district(world);
  const clinic = make.clinic("Nabha");
  const { id: contactId, phone } = make.contact(clinic.id);
  const { id: patientId, code } = make.patient("Asha", contactId);
  const owner = { kind: "patient", patientId } as const;
  const privacy = () => world.raw.prepare("select privacy from links").pluck().all();

  expect(await world.run("patient", code, "privacy", phone, "overt")).toMatchObject({ code: 0 });
  expect(privacy()).toEqual(["overt"]);
  make.patient("Ravi", contactId);
  expect(await world.run("patient", code, "privacy", phone, "overt")).toEqual({
    code: 1,
    lines: ["Nothing was changed: that telephone serves more than one person."],
  });
  expect(await world.run("patient", code, "privacy", phone, "loud")).toMatchObject({ code: 2 });
  expect(await world.run("patient", "000000", "reset-pin")).toMatchObject({ code: 1 });

  await world.engine.transact((tx) => setPin(tx, asker(contactId), owner, "4821"));
  expect((await world.run("patient", code, "reset-pin")).code).toBe(0);
  expect(await world.engine.transact((tx) => hasPin(tx, owner))).toBe(false);
});
