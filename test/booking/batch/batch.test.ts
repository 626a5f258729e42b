import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect, test } from "vitest";
import { endOverdue } from "../../../src/booking/payments/end-unpaid.ts";
import { newVoucher } from "../../../src/payments/voucher/codes.ts";
import { links } from "../../../src/store/schema/people.ts";
import { codeOf, PIN, workersWorld } from "./world.ts";

const one = (messages: readonly string[]) => messages.join("\n--\n").split("\n");

test("a line that cannot be done spoils no other, and its alternatives are taken by number", async () => {
  const { texts, patients } = await workersWorld();
  const [asha, baldev, chandni, daya] = patients.map(({ code }) => code);
  await texts(`B ${asha} eye tue 10:30`);
  expect(
    one(await texts(`B ${baldev} eye tue 10:30\nB ${chandni} eye tue 11:00\nM ${daya} wed\nB ${daya} eye 31/2`)),
  ).toEqual([
    `${baldev} Baldev full. Instead:`,
    "1 Tue 3 Mar 11:00 2 Tue 3 Mar 11:30",
    `${chandni} Chandni Tue 3 Mar 11:00`,
    `${daya} Daya has no visit`,
    `${daya}: day or time? Send again`,
  ]);
  // Chandni has taken it since it was offered.
  expect(one(await texts("1"))).toEqual([`${baldev} Baldev full. Instead:`, "1 Tue 3 Mar 11:30 2 Tue 3 Mar 15:00"]);
  expect(one(await texts("1"))).toEqual([`${baldev} Baldev Tue 3 Mar 11:30`]);
});

test("several numbers take several alternatives, within half an hour", async () => {
  const { texts, patients, pass } = await workersWorld();
  const [asha, baldev, chandni] = patients.map(({ code }) => code);
  await texts(`B ${asha} eye tue 10:30`);
  const two = `B ${baldev} eye tue 10:30\nB ${chandni} eye tue 10:30`;
  expect(one(await texts(two)).filter((line) => /^\d /.test(line))).toEqual([
    "1 Tue 3 Mar 11:00 2 Tue 3 Mar 11:30",
    "3 Tue 3 Mar 11:00 4 Tue 3 Mar 11:30",
  ]);
  pass(31);
  expect(await texts("1 4")).toEqual(["That is over 30 minutes old. Send it again, or 0 = menu"]);
  await texts(two);
  expect(one(await texts("1, 4"))).toEqual([`${baldev} Baldev Tue 3 Mar 11:00`, `${chandni} Chandni Tue 3 Mar 11:30`]);
});

test("ten lines are carried out, the others are refused by name", async () => {
  const { texts, patients, visits } = await workersWorld({ people: 12 });
  const messages = await texts(patients.map(({ code }) => `B ${code} general`).join("\n"));
  expect(visits().length).toBe(10);
  expect(messages.length).toBe(3);
  expect(one(messages).at(-1)).toBe(`Send again: ${codeOf(10)} ${codeOf(11)}`);
});

test.each(["en", "hi-Latn", "sw"])(
  "more than ten lines keep to three messages below what is said of her PIN, in %s",
  async (language) => {
    const { texts, patients, pass, visits } = await workersWorld({ people: 12, language });
    pass(9 * 60);
    await texts(patients.map(({ code }) => `B ${code} general`).join("\n"));
    const messages = await texts(PIN);
    expect(visits().length).toBe(10);
    expect(messages.length).toBe(3);
    const [, ...lines] = messages.join("\n").split("\n");
    expect(lines.slice(0, 10).map((line) => line.slice(0, 6))).toEqual(patients.slice(0, 10).map(({ code }) => code));
    expect(lines.slice(10).join()).toMatch(new RegExp(`: ${codeOf(10)} ${codeOf(11)}$`));
  },
);

test("a code with a slip in it is met by the nearest of her own", async () => {
  const { texts, patients } = await workersWorld();
  const code = patients[1]?.code ?? "";
  const typed = `${code.slice(0, 4)}${code[5]}${code[4]}`;
  expect(one(await texts(`B ${typed} eye tue 11:00`))).toEqual([`${typed}? One of these:`, `1 ${code} Baldev`]);
  expect(one(await texts("1"))).toEqual([`${code} Baldev Tue 3 Mar 11:00`]);
});

test("what she did is taken back by 8, 6 and 7, in her name", async () => {
  const { texts, patients, engine, visits } = await workersWorld();
  const [asha] = patients;
  await texts(`B ${asha?.code} eye tue 11:00`);
  expect((await texts("8")).join()).toMatch(/^Cancelled:\nAsha: Tue 3 Mar 11:00 am/);
  expect(visits()).toEqual([]);
  expect((await texts("6")).join()).toMatch(/^Booked again\.\nAsha: Tue 3 Mar/);
  await texts(`M ${asha?.code} wed 11:00`);
  expect((await texts("7")).join()).toMatch(/1 Tue 3 Mar 11:00 am/);
  expect((await texts("1")).join()).toMatch(/^Moved\./);
  const acts = engine.raw.prepare(
    "select distinct actor_kind from audit where act in ('book','cancel','restore','move')",
  );
  expect(acts.pluck().all()).toEqual(["worker"]);
});

test("seen and missed take each other back", async () => {
  const { texts, patients, pass } = await workersWorld();
  const code = patients[0]?.code;
  const tomorrow = patients[1]?.code;
  await texts(`B ${tomorrow} eye tue 11:00`);
  expect(await texts(`SAW ${tomorrow}`)).toEqual([`${tomorrow} Baldev not yet Tue 3 Mar 11:00`]);
  await texts(`B ${code} eye today 11:00`);
  expect(await texts(`MISSED ${code}`)).toEqual([`${code} Asha not yet Mon 2 Mar 11:00`]);
  pass(5 * 60);
  expect(await texts(`MISSED ${code}`)).toEqual([`${code} Asha missed Mon 2 Mar 11:00`]);
  expect(await texts("DUE")).toEqual([`${code} Asha missed Mon 2 Mar 11:00`]);
  expect(await texts(`SAW ${code} 2w`)).toEqual([`${code} Asha seen, again Mon 16 Mar`]);
  expect(await texts("due")).toEqual([`${code} Asha due Mon 16 Mar`]);
  expect(await texts(`MISSED ${code}`)).toEqual([`${code} Asha missed Mon 2 Mar 11:00`]);
});

test("cancelling names the visit it means, and said again it leaves her others", async () => {
  const { texts, patients, visits } = await workersWorld();
  const code = patients[0]?.code;
  await texts(`B ${code} eye wed 11:00\nB ${code} general thu 11:00`);
  expect(await texts(`X ${code} tue`)).toEqual([`${code} Asha which visit?\n1 Wed 4 Mar 11:00 2 Thu 5 Mar 11:00`]);
  expect(visits().length).toBe(2);
  for (const _ of "12") expect(await texts(`X ${code} wed`)).toEqual([`${code} Asha off Wed 4 Mar 11:00`]);
  expect(visits().length).toBe(1);
  expect(await texts(`X ${code} eye`)).toEqual([`${code} Asha off Wed 4 Mar 11:00`]);
  expect(await texts(`X ${code} tue`)).toEqual([`${code} Asha which visit?\n1 Thu 5 Mar 11:00`]);
  expect(await texts("1")).toEqual([`${code} Asha off Thu 5 Mar 11:00`]);
  expect(visits()).toEqual([]);
});

test("a cancellation without a day that was answered by a choice asks again when it is sent again", async () => {
  const { texts, patients, visits, pass } = await workersWorld();
  const code = patients[0]?.code;
  await texts(`B ${code} eye wed 11:00\nB ${code} general thu 11:00`);
  pass(1);
  const asked = `${code} Asha which visit?\n1 Wed 4 Mar 11:00 2 Thu 5 Mar 11:00`;
  expect(await texts(`X ${code}`)).toEqual([asked]);
  await texts("1");
  expect(await texts(`X ${code}`)).toEqual([`${code} Asha which visit?\n1 Thu 5 Mar 11:00`]);
  expect(visits().length).toBe(1);
  pass(31);
  expect(await texts(`X ${code}`)).toEqual([`${code} Asha off Thu 5 Mar 11:00`]);
});

test("with two visits on a day, seen is said of the one that has begun", async () => {
  const { texts, patients, pass } = await workersWorld();
  const code = patients[0]?.code;
  await texts(`B ${code} eye today 10:30\nB ${code} general today 15:30`);
  pass(3 * 60);
  expect(await texts(`MISSED ${code}`)).toEqual([`${code} Asha missed Mon 2 Mar 10:30`]);
  pass(4.6 * 60);
  expect(await texts(`MISSED ${code}`)).toEqual([`${code} Asha missed Mon 2 Mar 15:30`]);
});

test("whoever is like somebody known is shown before she is registered", async () => {
  const { texts, engine } = await workersWorld({ people: 0 });
  const count = () => engine.raw.prepare("select count(*) from patients").pluck().get();
  const [made = ""] = await texts("NEW Asha Devi 34 F Bhadson 98123 45678");
  expect(made).toMatch(/^\d{6} Asha Devi 34 Bhadson new$/);
  const code = made.slice(0, 6);
  const numbers = () => engine.raw.prepare("select count(*) from contacts").pluck().get();
  const known = numbers();
  expect((await texts("NEW Asha Devi 34 F Bhadson 98123 45679")).join()).toContain("is there");
  expect(numbers()).toBe(known);
  expect(await texts("new asha devi 34 f bhadson")).toEqual([`${code} Asha Devi 34 Bhadson is there\n1 new person`]);
  expect(await texts("NEW Aasha Devi 36 F Badson")).toEqual([`Aasha: like ${code} Asha Devi 34 Bhadso\n1 new person`]);
  const before = count();
  expect((await texts("1"))[0]).toMatch(/^\d{6} Aasha Devi 36 Badson new$/);
  expect(count()).toBe(Number(before) + 1);
  expect((await texts("NEW Asha Devi 60 F Bhadson"))[0]).toMatch(/ new$/);
  // Another second name, or none, is no other person: of her age, in her village or at her number.
  expect((await texts("NEW Ashaa Rani 35 F Bhadson"))[0]).toMatch(/^Ashaa: like \d{6} Aa?sha Devi 3[46]/);
  expect((await texts("NEW Asha Rani 33 F 98123 45678"))[0]).toMatch(/^Asha: like/);
  expect((await texts("NEW Asha Rani 35 M Bhadson"))[0]).toMatch(/ new$/);
  expect((await texts("NEW Asha Rani 39 F Bhadson"))[0]).toMatch(/ new$/);
  expect((await texts("NEW Asha Rani 34 F Amloh"))[0]).toMatch(/ new$/);
});

test("a covert patient is her code alone", async () => {
  const { texts, patients, engine, make, clock } = await workersWorld();
  const [asha] = patients;
  const contact = make.contact();
  const link = { contactId: contact.id, patientId: asha?.id ?? 0, privacy: "covert", createdAt: clock.now } as const;
  drizzle(engine.raw).insert(links).values(link).run();
  expect(await texts(`B ${asha?.code} eye tue 11:00`)).toEqual([`${asha?.code} Tue 3 Mar 11:00`]);
  expect(await texts("F asha")).toEqual([`${asha?.code}`]);
});

test("her lines wait for her PIN, and run when it is right", async () => {
  const { texts, patients, engine, visits, pass } = await workersWorld();
  const [asha] = patients.map(({ code }) => code);
  pass(9 * 60);
  expect((await texts(`B ${asha} eye tue`)).join()).toMatch(/^Your PIN\?/);
  expect((await texts("4828")).join()).toMatch(/^That is not your PIN/);
  expect(visits()).toEqual([]);
  expect(await texts(PIN)).toEqual([`Now delete the text with your PIN.\n${asha} Asha Tue 3 Mar 10:30`]);
  const kept = engine.raw.prepare(
    "select group_concat(dialog) || (select group_concat(reply) from inbound_events) from dialogs",
  );
  expect(kept.pluck().get()).not.toContain(PIN);
});

test("lines that waited too long for her PIN are not carried out", async () => {
  const { texts, patients, visits, pass } = await workersWorld();
  pass(9 * 60);
  await texts(`B ${patients[0]?.code} eye tue`);
  pass(31);
  expect((await texts(PIN)).join()).toContain("over 30 minutes old");
  expect(visits()).toEqual([]);
});

test("a worker's text wins over the open question, which stays; her own visits go on as everybody's", async () => {
  const { texts, patients, visits } = await workersWorld();
  await texts("book eye tomorrow");
  expect((await texts(`B ${patients[0]?.code} eye wed`)).join()).toMatch(/^\d{6} Asha Wed/);
  expect((await texts("1")).join()).toContain("1 Tue 3 Mar");
  await texts("1");
  await texts("Sunita");
  expect(visits().length).toBe(2);
});

test("a bug in one line undoes that line alone: the receipt says so, the clinic has a task, and we have the error", async () => {
  const { texts, patients, engine, visits, faults } = await workersWorld();
  const [asha, baldev, chandni] = patients;
  // Between the hold and its audit row: half of the line is written when it fails.
  engine.raw.exec(`create trigger broken before insert on audit
    when new.act = 'hold' and (select count(*) from audit where act = 'hold') = 1 begin select raise(abort, 'broken'); end`);
  const three = [asha, baldev, chandni].map((one) => `B ${one?.code} eye tue`).join("\n");
  expect(one(await texts(`${three}\nNEW Farida 30 F`))).toEqual([
    `${asha?.code} Asha Tue 3 Mar 10:30`,
    `${baldev?.code} not done, send again`,
    `${chandni?.code} not done, send again`,
    expect.stringMatching(/ Farida 30 new$/),
  ]);
  expect(visits()).toHaveLength(1);
  const rows = (sql: string) => engine.raw.prepare(sql).pluck().all();
  expect(rows("select count(*) from appointments")).toEqual([1]);
  expect(rows("select reason from tasks where kind = 'worker.line'")).toEqual(["SqliteError"]);
  expect(faults).toHaveLength(2);
  // Once it is mended the same text does what is left.
  engine.raw.exec("drop trigger broken");
  expect(one(await texts(three))).toEqual([
    `${asha?.code} Asha already Tue 3 Mar 10:30`,
    `${baldev?.code} Baldev Tue 3 Mar 11:00`,
    `${chandni?.code} Chandni Tue 3 Mar 11:30`,
  ]);
});

test("sixty texts in five minutes are answered, the sixty-first is told why not; then there is silence and a task", async () => {
  const { texts, again, patients, engine, pass } = await workersWorld();
  for (let n = 0; n < 59; n += 1) await texts(`L ${patients[n % 5]?.code}`);
  // The same delivery once more is no text of hers.
  for (let n = 0; n < 5; n += 1) await again();
  expect(await texts("L")).toEqual(["No visits today or tomorrow"]);
  const tasks = () => engine.raw.prepare("select reason from tasks where kind = 'rate.limit'").pluck().all();
  expect(tasks()).toEqual([]);
  expect((await texts("L")).join()).toMatch(/^Too many texts/);
  expect(await texts("L")).toEqual([]);
  expect(tasks()).toEqual(["too many texts"]);
  pass(31);
  expect(await texts("L")).toEqual(["No visits today or tomorrow"]);
});

/** Eye visits cost 200 rupees, to be paid ahead. */
async function eyeCosts() {
  const world = await workersWorld();
  const { engine, eyeSlots, make, clock } = world;
  engine.raw
    .prepare(`update practitioners set fee_minor = 20000, fee_currency = 'INR'
      where id = (select practitioner_id from slots where id = ?)`)
    .run(eyeSlots[0]);
  engine.raw.exec(`update schedules set pay = 'ahead'
    where practitioner_id in (select id from practitioners where fee_minor > 0)`);
  /** Gives a patient a telephone. */
  const phoneOf = (patientId: number) => {
    const contact = make.contact();
    drizzle(engine.raw).insert(links).values({ contactId: contact.id, patientId, createdAt: clock.now }).run();
    return contact;
  };
  const rows = (sql: string) => engine.raw.prepare(sql).raw().all().map(String);
  const told = () =>
    rows("select contact_id, content from messages where state = 'queued' order by id").map((row) =>
      [row.split(",")[0], ...[...row.matchAll(/"key":"([^"]+)"/g)].map(([, key]) => key)].join(" "),
    );
  return { ...world, phoneOf, rows, told };
}

test("a fee to be paid ahead keeps the seat, and both the worker and the patient are told until when", async () => {
  const { texts, patients, phoneOf, rows, told, run } = await eyeCosts();
  const [asha] = patients;
  const { id: contact, phone } = phoneOf(asha?.id ?? 0);
  const line = `${asha?.code} Asha pay Rs 200 by 8:10`;
  expect(await texts(`B ${asha?.code} eye tue 11:00`)).toEqual([`${line}\nTue 3 Mar 11:00`]);
  expect(told()).toEqual([`${contact} visit.neutral pay.title pay.keys`]);
  // Sent again it is the same visit, which neither moves nor is listed as booked.
  expect(await texts(`B ${asha?.code} eye tue 11:00`)).toEqual([`${line}\nTue 3 Mar 11:00`]);
  expect(await texts(`M ${asha?.code} wed`)).toEqual([`${line}\nTue 3 Mar 11:00`]);
  expect(await texts(`L ${asha?.code}`)).toEqual([line]);
  const code = await run((tx) => newVoucher(tx, { minor: 20_000, currency: "INR" }));
  // Her text has not gone yet in this world, so she is asked which visit.
  await texts("6", phone);
  expect((await texts("1", phone)).join()).toContain("Pay Rs 200 before 8:10 am");
  expect((await texts(code, phone)).join()).toMatch(/^Paid and booked\./);
  expect(rows("select state from appointments")).toEqual(["booked"]);
  expect(await texts(`L ${asha?.code}`)).toEqual([`${asha?.code} Asha Tue 3 Mar 11:00`]);
});

test("a worker pays by voucher herself: the patient hears that she is booked", async () => {
  const { texts, patients, phoneOf, rows, run } = await eyeCosts();
  const [asha] = patients;
  const { id: contact } = phoneOf(asha?.id ?? 0);
  await texts(`B ${asha?.code} eye tue 11:00`);
  const code = await run((tx) => newVoucher(tx, { minor: 20_000, currency: "INR" }));
  expect((await texts("6")).join()).toContain("Pay Rs 200 before 8:10 am");
  expect((await texts(code)).join()).toMatch(/^Paid and booked\.\nAsha: Tue 3 Mar/);
  expect(rows("select about, contact_id from timers where kind = 'notice' and state = 'pending'")).toEqual([
    `booked,${contact}`,
  ]);
});

test("a fee that does not come frees the seat, and whoever can tell the patient is told", async () => {
  const { texts, patients, sunita, rows, told, run, pass } = await eyeCosts();
  await texts(`B ${patients[0]?.code} eye tue 11:00`);
  // Without a telephone of hers it was all in the receipt.
  expect(told()).toEqual([]);
  pass(10);
  await run(endOverdue);
  expect(rows("select state from appointments")).toEqual(["expired"]);
  expect(told()).toEqual([`${sunita.contactId} pay.over.named`]);
  // A worker knows her by her code.
  expect(rows("select content from messages").join()).toContain(`"name":"${patients[0]?.code}"`);
});

test("what costs nothing ahead is booked first", async () => {
  const { texts, patients, engine } = await eyeCosts();
  engine.raw.exec("update practitioners set specialties = replace(specialties, 'general', 'eye')");
  expect(await texts(`B ${patients[0]?.code} eye tue 11:00`)).toEqual([`${patients[0]?.code} Asha Tue 3 Mar 11:00`]);
});
