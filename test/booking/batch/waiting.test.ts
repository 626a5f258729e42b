import { expect, test } from "vitest";
import { CALLBACK } from "../../../src/core/callback.ts";
import { PIN, workersWorld } from "./world.ts";

const one = (messages: readonly string[]) => messages.join("\n--\n").split("\n");

/** Sunita's PIN has to be given again. */
async function afterWork(people = 5) {
  const world = await workersWorld({ people });
  world.pass(9 * 60);
  const codes = world.patients.map(({ code }) => code);
  return { ...world, codes };
}

test("what she texts while her PIN is awaited runs after what she texted first", async () => {
  const { texts, codes, visits } = await afterWork();
  const [asha, baldev] = codes;
  await texts(`B ${asha} eye tue 11:00`);
  expect((await texts(`M ${asha} wed\nB ${baldev} eye tue 11:00`)).join()).toMatch(/^Your PIN\?/);
  // The grammar is no reason to ask once more, nor is anything kept of it.
  expect((await texts("?")).join()).toMatch(/^B code/);
  expect(visits()).toEqual([]);
  expect(one(await texts(PIN))).toEqual([
    "Now delete the text with your PIN.",
    `${asha} Asha Tue 3 Mar 11:00`,
    `${asha} Asha now Wed 4 Mar 10:30`,
    `${baldev} Baldev Tue 3 Mar 11:00`,
  ]);
});

test("a key about a visit in between leaves them waiting", async () => {
  const { texts, codes } = await afterWork();
  await texts(`B ${codes[0]} eye tue 11:00`);
  await texts("8");
  expect((await texts("hello")).join()).toMatch(/Your PIN\?/);
  expect(one(await texts(PIN))).toContain(`${codes[0]} Asha Tue 3 Mar 11:00`);
});

test("ten lines wait, the others are refused by name, and then no more is taken", async () => {
  const { texts, codes, visits } = await afterWork(12);
  const lines = (from: number, to: number) =>
    codes
      .slice(from, to)
      .map((code) => `B ${code} general`)
      .join("\n");
  await texts(lines(0, 8));
  await texts(lines(8, 12));
  expect((await texts(`X ${codes[0]}`)).join()).toMatch(
    /^Ten lines wait for your PIN\. Send this after it\.\nYour PIN\?/,
  );
  expect(one(await texts(PIN)).at(-1)).toBe(`Send again: ${codes[10]} ${codes[11]}`);
  expect(visits().length).toBe(10);
});

test("each text waits half an hour, and is named once it is too old", async () => {
  const { texts, codes, visits, pass } = await afterWork();
  await texts(`B ${codes[0]} eye tue 11:00`);
  pass(20);
  await texts(`B ${codes[1]} eye tue 11:30`);
  pass(15);
  expect(one(await texts(PIN)).slice(1)).toEqual([`${codes[1]} Baldev Tue 3 Mar 11:30`, `Send again: ${codes[0]}`]);
  expect(visits().length).toBe(1);
});

test("she has us call her for her PIN as often in a day as whoever gives a missed call", async () => {
  const { texts, codes, engine, run, pass } = await afterWork();
  const calls = engine.raw.prepare("select count(*) from messages where purpose = 'callback'").pluck();
  for (let n = 1; n <= CALLBACK.perNumber; n += 1) {
    await texts(`L ${codes[0]}`);
    expect((await texts("1")).join()).toMatch(/^We call you in a moment/);
    expect(calls.get()).toBe(n);
    // That call has been made.
    await run(async () => void engine.raw.exec("update messages set state = 'delivered' where purpose = 'callback'"));
    pass(10);
  }
  await texts(`L ${codes[0]}`);
  expect((await texts("1")).join()).toBe("We called you often today.\nYour PIN? Send its 4 digits\n9 Not now");
  expect(calls.get()).toBe(CALLBACK.perNumber);
  expect((await texts(PIN)).join()).toContain("has no visit");
});
