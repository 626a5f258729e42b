import { describe, expect, it } from "vitest";
import { checkPin, resetPin, setPin, unlockPin } from "../../src/booking/pins.ts";
import { mayActFor, noteActs } from "../../src/booking/workers/may-act.ts";
import { issuePinCode } from "../../src/booking/workers/pin-code.ts";
import type { Answer } from "../../src/core/effects.ts";
import type { PinOwner } from "../../src/core/pin.ts";
import {
  carerOf,
  createWorker,
  givePatient,
  patientsOf,
  setWorkerLocations,
  setWorkerVillages,
  workerById,
  workerOf,
} from "../../src/store/workers.ts";
import { bookingWorld } from "../helpers/booking.ts";
import { asker } from "../helpers/district.ts";

/** Two clinics; Rani works for the first and looks after Bhadson, Sima for both. */
async function twoWorkers() {
  const world = await bookingWorld();
  const { make, run } = world;
  const [nabha, amloh] = [make.clinic("Nabha"), make.clinic("Amloh")];
  const enrol = async (name: string, locationIds: readonly number[]) => {
    const contactId = make.contact(nabha.id).id;
    const id = (await run((tx) => createWorker(tx, { contactId, name }))) ?? 0;
    await run((tx) => setWorkerLocations(tx, id, locationIds));
    return { id, contactId, asker: asker(contactId, nabha.id) };
  };
  const rani = await enrol("Rani", [nabha.id]);
  const sima = await enrol("Sima", [nabha.id, amloh.id]);
  await run((tx) => setWorkerVillages(tx, rani.id, ["bhadson"]));
  const count = (sql: string) => world.engine.raw.prepare(sql).pluck().get();
  return { ...world, nabha, amloh, rani, sima, count };
}

describe("who is whose", () => {
  it("is who was given to a worker, and who lives in her village and was given to nobody", async () => {
    const { run, make, nabha, amloh, rani, sima } = await twoWorkers();
    const given = make.patient("Given", null, { locationId: amloh.id }).id;
    const villager = make.patient("Villager", null, { locationId: nabha.id, village: "bhadson" }).id;
    const lent = make.patient("Lent", null, { locationId: nabha.id, village: "bhadson" }).id;
    const elsewhere = make.patient("Elsewhere", null, { locationId: amloh.id, village: "bhadson" }).id;
    const nobodys = make.patient("Nobody's", null, { locationId: nabha.id }).id;
    await run((tx) => givePatient(tx, rani.id, given));
    await run((tx) => givePatient(tx, sima.id, lent));
    const all = [given, villager, lent, elsewhere, nobodys];
    const hers = async (id: number) => {
      const may = await Promise.all(all.map((patientId) => run((tx) => mayActFor(tx, { id }, patientId))));
      const listed = (await run((tx) => patientsOf(tx, id))).map((one) => one.id);
      expect(listed).toEqual(all.filter((_, n) => may[n]));
      return listed;
    };
    expect(await hers(rani.id)).toEqual([given, villager]);
    expect(await hers(sima.id)).toEqual([lent]);
    const carers = await Promise.all(all.map(async (one) => (await run((tx) => carerOf(tx, one)))?.id));
    expect(carers).toEqual([rani.id, rani.id, sima.id, undefined, undefined]);
  });

  it("knows a worker by her number only, and only while she is active", async () => {
    const { run, rani, make, engine } = await twoWorkers();
    expect((await run((tx) => workerOf(tx, rani.contactId)))?.id).toBe(rani.id);
    expect(await run((tx) => workerOf(tx, make.contact().id))).toBeUndefined();
    engine.raw.prepare("update workers set active = 0").run();
    expect(await run((tx) => workerOf(tx, rani.contactId))).toBeUndefined();
  });
});

describe("the PIN of a person", () => {
  it("is nobody else's, and in no row", async () => {
    const { run, make, rani, count, engine } = await twoWorkers();
    const patient: PinOwner = { kind: "patient", patientId: make.patient("Asha", rani.contactId).id };
    const worker: PinOwner = { kind: "worker", workerId: rani.id };
    const check = async (owner: PinOwner, digits: string) => await run((tx) => checkPin(tx, rani.asker, owner, digits));
    expect(await check(worker, "4821")).toEqual({ is: "none" });
    expect(await run((tx) => setPin(tx, rani.asker, worker, "1234"))).toBe(false);
    for (const owner of [worker, patient]) expect(await run((tx) => setPin(tx, rani.asker, owner, "4821"))).toBe(true);
    expect([await check(worker, "4821"), await check(patient, "4821")]).toEqual([{ is: "right" }, { is: "right" }]);
    expect(count("select count(distinct hash) from pins")).toBe(2);
    const dump = engine.raw.prepare(
      "select hex(hash) || coalesce((select group_concat(detail) from audit), '') from pins",
    );
    expect(JSON.stringify(dump.pluck().all())).not.toContain(Buffer.from("4821").toString("hex"));
    expect(await run((tx) => resetPin(tx, worker))).toBe(true);
    expect(await check(worker, "4821")).toEqual({ is: "none" });
  });

  it("locks at the fifth wrong one, though the sixth were right, and writes one task", async () => {
    const { run, rani, pass, count } = await twoWorkers();
    const owner: PinOwner = { kind: "worker", workerId: rani.id };
    const check = async (digits: string) => await run((tx) => checkPin(tx, rani.asker, owner, digits));
    await run((tx) => setPin(tx, rani.asker, owner, "4821"));
    for (const left of [4, 3, 2, 1]) expect(await check("9999")).toEqual({ is: "wrong", left });
    expect(await check("9999")).toMatchObject({ is: "locked" });
    expect(await check("4821")).toMatchObject({ is: "locked" });
    pass(59);
    expect(await check("4821")).toMatchObject({ is: "locked" });
    pass(1);
    for (let n = 0; n < 5; n += 1) await check("9999");
    pass(119);
    expect(await check("4821")).toMatchObject({ is: "locked" });
    expect(count("select count(*) from tasks where kind = 'pin.locked'")).toBe(1);
    expect(await run((tx) => unlockPin(tx, owner))).toBe(true);
    expect(await check("4821")).toEqual({ is: "right" });
  });

  it("of a worker is set with the code that was sent to her number, and begins her working period", async () => {
    const { run, rani, sima, asking, pass, engine } = await twoWorkers();
    const [asks, others] = [asking(rani.asker), asking(sima.asker)];
    const owner: PinOwner = { kind: "worker", workerId: rani.id };
    const found = { type: "findWorker", act: { registers: 0, touches: 0 } } as const;
    expect(await asks(found)).toEqual({ type: "worker.found", workerId: rani.id, hasPin: false, needsPin: true });
    expect(await run((tx) => issuePinCode(tx, { id: rani.id, contactId: rani.contactId }))).toBe(true);
    const sent = engine.raw.prepare("select content from messages where purpose = 'worker.code'").pluck().get();
    const code = /\d{6}/.exec(String(sent))?.[0] ?? "";
    const tried: Answer[] = [];
    for (const given of ["000000", code])
      tried.push(await asks({ type: "checkPinCode", workerId: rani.id, code: given }));
    tried.push(await others({ type: "checkPinCode", workerId: rani.id, code }));
    tried.push(await asks({ type: "checkPinCode", workerId: rani.id, code }));
    expect(tried.map(({ type }) => type)).toEqual([
      "pin.code.wrong",
      "pin.code.right",
      "pin.code.wrong",
      "pin.code.wrong",
    ]);
    const proposed = await asks({ type: "proposePin", owner, digits: "4821" });
    const seal = proposed.type === "pin.proposed" ? proposed.seal : "";
    expect(await asks({ type: "setPin", owner, digits: "4822", seal })).toMatchObject({ reason: "differs" });
    expect(await others({ type: "setPin", owner, digits: "4821", seal })).toMatchObject({ type: "pin.found" });
    expect(await asks({ type: "setPin", owner, digits: "4821", seal })).toEqual({ type: "pin.set" });
    pass(8 * 60 - 1);
    expect(await asks(found)).toMatchObject({ needsPin: false });
    pass(1);
    expect(await asks(found)).toMatchObject({ needsPin: true });
    expect(await others({ type: "checkPin", owner, digits: "4821" })).toMatchObject({ type: "pin.found" });
    expect(await asks({ type: "checkPin", owner, digits: "4821" })).toEqual({ type: "pin.right" });
    expect(await asks(found)).toMatchObject({ needsPin: false });
  });

  it("is sent at most three codes a day", async () => {
    const { run, rani, pass } = await twoWorkers();
    const send = async () => await run((tx) => issuePinCode(tx, { id: rani.id, contactId: rani.contactId }));
    expect([await send(), await send(), await send(), await send()]).toEqual([true, true, true, false]);
    pass(24 * 60);
    expect(await send()).toBe(true);
  });
});

describe("a worker's limits", () => {
  it("ask for her PIN beyond them, and count from there", async () => {
    const { run, rani, asking, pass } = await twoWorkers();
    const asks = asking(rani.asker);
    const owner: PinOwner = { kind: "worker", workerId: rani.id };
    const needsPin = async () => await asks({ type: "findWorker", act: { registers: 0, touches: 1 } });
    await run((tx) => setPin(tx, rani.asker, owner, "4821"));
    await asks({ type: "checkPin", owner, digits: "4821" });
    pass(1);
    const touch = async (touches: number) => await run((tx) => noteActs(tx, rani.id, { registers: 0, touches }));
    await touch(19);
    expect(await needsPin()).toMatchObject({ needsPin: false });
    await touch(1);
    expect(await needsPin()).toMatchObject({ needsPin: true });
    await asks({ type: "checkPin", owner, digits: "4821" });
    await touch(1);
    pass(1);
    await touch(19);
    expect(await needsPin()).toMatchObject({ needsPin: false });
    await touch(1);
    expect(await needsPin()).toMatchObject({ needsPin: true });
  });

  it("lock her far beyond, with a task, until staff unlock her", async () => {
    const { run, rani, asking, count } = await twoWorkers();
    await run((tx) => noteActs(tx, rani.id, { registers: 0, touches: 60 }));
    expect((await run((tx) => workerById(tx, rani.id)))?.lockedAt).toBeNull();
    await run((tx) => noteActs(tx, rani.id, { registers: 0, touches: 1 }));
    const found = await asking(rani.asker)({ type: "findWorker", act: { registers: 0, touches: 0 } });
    expect(found).toEqual({ type: "worker.locked" });
    expect(count("select count(*) from tasks where kind = 'worker.locked'")).toBe(1);
    expect(count("select count(*) from audit where entity = 'worker' and act = 'lock'")).toBe(1);
  });
});
