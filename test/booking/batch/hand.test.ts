import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect, test } from "vitest";
import { workers } from "../../../src/store/schema/workers.ts";
import { PIN, workersWorld } from "./world.ts";

const one = (messages: readonly string[]) => messages.join("\n--\n").split("\n");

/** Sunita supervises Meena (who has one patient), Rani (who has five) and Rani's namesake; Kiran is under somebody else. */
async function team() {
  const world = await workersWorld();
  const { engine, sunita, meena, enrolled, patients } = world;
  const db = drizzle(engine.raw);
  const [rani, other, kiran] = ["Rani Devi", "Rani Kaur", "Kiran"].map((name) => enrolled(name));
  const under = (id: number | undefined, supervisorId: number) =>
    db
      .update(workers)
      .set({ supervisorId })
      .where(eq(workers.id, id ?? 0))
      .run();
  for (const worker of [meena, rani, other]) under(worker?.id, sunita.id);
  under(kiran?.id, other?.id ?? 0);
  engine.raw.prepare("update worker_patients set worker_id = ? where worker_id = ?").run(rani?.id, sunita.id);
  engine.raw
    .prepare(
      "update patients set village = case when id % 2 = 0 then 'bhadson' else 'kheri' end where id in (select patient_id from worker_patients)",
    )
    .run();
  const hers = (worker: { readonly id: number } | undefined) =>
    Number(engine.raw.prepare("select count(*) from worker_patients where worker_id = ?").pluck().get(worker?.id));
  const told = () =>
    engine.raw
      .prepare("select contact_id, content from messages where purpose like 'worker.handed.%' order by id")
      .all()
      .map((row) => {
        const { contact_id, content } = row as { contact_id: number; content: string };
        return `${contact_id} ${/receipt\.for\.handed\.\w+/.exec(content)} ${/"count":"(\d+)"/.exec(content)?.[1]}`;
      });
  /** What is answered once her PIN was asked for and given. */
  const proven = async (text: string) => {
    world.pass(1);
    expect((await world.texts(text)).join()).toMatch(/^Your PIN\?/);
    return one(await world.texts(PIN)).slice(1);
  };
  return { ...world, proven, rani, other, kiran, hers, told, codes: patients.map(({ code }) => code) };
}

test("a supervisor hands all of a worker's patients to another, her PIN first, both are told, and it can be taken back", async () => {
  const { proven, hers, told, rani, meena, sunita, engine } = await team();
  expect(await proven("H Rani D Meena")).toEqual(["5 of Rani now with Meena", "1 take back"]);
  expect([hers(rani), hers(meena)]).toEqual([0, 6]);
  expect(told()).toEqual([
    `${rani?.contactId} receipt.for.handed.away 5`,
    `${meena.contactId} receipt.for.handed.here 5`,
  ]);
  const acts = engine.raw.prepare(
    "select actor_kind, actor_id, detail from audit where act = 'give' and actor_kind = 'worker'",
  );
  const [act] = acts.raw().all();
  expect(acts.raw().all().length).toBe(5);
  expect(act).toEqual(["worker", sunita.id, JSON.stringify({ worker: meena.id, from: rani?.id })]);
  expect(await proven("1")).toEqual(["5 of Meena now with Rani Devi", "1 take back"]);
  expect([hers(rani), hers(meena)]).toEqual([5, 1]);
});

test("one village, or some by code; sent again it stands", async () => {
  const { proven, hers, rani, meena, codes } = await team();
  expect(await proven("H Rani D Meena Badson")).toEqual([
    expect.stringMatching(/^[23] of Rani now with Meena$/),
    "1 take back",
  ]);
  const village = hers(meena) - 1;
  expect(await proven("H Rani D Meena Bhadson")).toEqual(["Rani: no village Bhadson"]);
  expect(await proven("H Rani D Meena Amritsar")).toEqual(["Rani: no village Amritsar"]);
  const left = codes.filter((_, at) => at % 2 === (village === 3 ? 1 : 0)).slice(0, 2);
  const text = `H Rani D Meena\n${left.join("\n")}`;
  const before = [hers(rani), hers(meena)];
  const said = await proven(text);
  expect([hers(rani) + hers(meena), said[0]]).toEqual([6, expect.stringMatching(/of Rani now with Meena$/)]);
  expect(before).not.toEqual([hers(rani), hers(meena)]);
  expect(await proven(text)).toEqual([expect.stringMatching(/^\d of Rani now with Meena$/)]);
});

test("only between workers under her: anybody else is as unknown as nobody", async () => {
  const { proven, hers, rani, sunita, told, engine } = await team();
  expect(await proven("H Meena Zoya")).toEqual(["Zoya? No worker of yours"]);
  expect(await proven("H Meena Sunita")).toEqual(["Sunita? No worker of yours"]);
  // Kiran is under one of hers.
  expect(await proven("H Meena Kiran")).toEqual(["1 of Meena now with Kiran", "1 take back"]);
  expect(await proven("H Meena Kiran 100008")).toEqual(["100008? Check it, send again"]);
  engine.raw.prepare("update workers set supervisor_id = null").run();
  const count = told().length;
  expect(await proven("H Rani Meena")).toEqual(["Rani? No worker of yours"]);
  expect([hers(rani), hers(sunita), told().length]).toEqual([5, 0, count]);
});

test("namesakes are told apart by a number, or by the end of a telephone's", async () => {
  const { proven, rani, other } = await team();
  expect(await proven("H Rani Meena")).toEqual([
    "Rani? Which:",
    `1 Rani Devi ${rani?.phone.slice(-4)} 2 Rani Kaur ${other?.phone.slice(-4)}`,
  ]);
  expect((await proven("1"))[0]).toBe("5 of Rani now with Meena");
  expect((await proven(`H Meena ${other?.phone.slice(1)}`))[0]).toBe("6 of Meena now with Rani Kaur");
});

test("only a supervisor reads of it, in her grammar and her menu", async () => {
  const { texts, proven, engine, meena } = await team();
  expect((await texts("?")).join()).toContain("H Rani Meena: hand over");
  expect((await texts("?", meena.phone)).join()).not.toContain("hand over");
  await texts("0");
  expect((await texts("9")).join()).toContain("4 Hand over patients\n5 My own visits");
  expect((await texts("4")).join()).toContain("Whose patients?\n1 Meena\n2 Rani Devi\n3 Rani Kaur\n4 Kiran");
  await texts("2");
  expect((await texts("1")).join()).toMatch(/^Which of them\?\n1 All\n2 One patient\n3 One village/);
  await texts("3");
  expect((await proven("Kheri"))[0]).toMatch(/^[23] of Rani now with Meena$/);
  await texts("0", meena.phone);
  expect((await texts("9", meena.phone)).join()).toContain("4 My own visits");
  expect(engine.raw.prepare("select count(*) from worker_patients").pluck().get()).toBe(6);
});
