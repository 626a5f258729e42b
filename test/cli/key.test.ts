import { expect, test } from "vitest";
import { DEMO_KEYS } from "../../src/booking/demo-district.ts";
import { keyByToken } from "../../src/store/api-keys.ts";
import { shell } from "./shell.ts";

test("key create shows a token once, for a role, its clinics and its days", async () => {
  const { run, engine, clock, raw } = await shell();
  await run("seed", "--demo");
  const made = await run("key", "create", "receptionist", "front desk", "--locations", "nabha,amloh", "--days", "30");
  expect(made.code).toBe(0);
  const [said = "", token = ""] = made.lines;
  expect(said).toMatch(/^Key 6, for 30 days/);
  const key = await engine.view((tx) => keyByToken(tx, token));
  expect(key).toMatchObject({ role: "receptionist", locationIds: [1, 3], ratePerMinute: 600 });
  expect(key?.expiresAt).toBe(clock.now + 30 * 86_400_000);
  const kept = JSON.stringify(raw.prepare("select hex(hash) as hash, label, role from api_keys").all()).toLowerCase();
  expect(kept).not.toContain(token.split("_")[2]);
  expect((await run("key", "list")).lines.join("\n")).not.toContain(token);
});

test("key revoke ends a key for good, once", async () => {
  const { run, engine } = await shell();
  await run("seed", "--demo");
  const { lines } = await run("key", "create", "operator", "night shift");
  expect(await run("key", "revoke", "6")).toMatchObject({ code: 0 });
  expect(await engine.view((tx) => keyByToken(tx, lines[1] ?? ""))).toBeNull();
  expect(await run("key", "revoke", "6")).toMatchObject({ code: 1 });
  expect(await run("key", "revoke", "x")).toMatchObject({ code: 1 });
  expect((await run("key")).lines.at(-2)).toMatch(/^ +6 +operator +revoked +all clinics +night shift$/);
});

test("the demo's tokens are those of the README", async () => {
  const { run, engine } = await shell();
  await run("seed", "--demo");
  for (const [at, { role, secret }] of DEMO_KEYS.entries()) {
    expect(await engine.view((tx) => keyByToken(tx, `gk_${at + 1}_${secret}`))).toMatchObject({ role });
  }
});

test.each([
  ["create"],
  ["create", "receptionist"],
  ["create", "porter", "desk"],
  ["create", "doctor", "desk", "--days", "0"],
  ["create", "doctor", "desk", "--nights", "3"],
  ["revoke"],
  ["lend", "6"],
])("key %s %s is answered with how it is used", async (...words) => {
  const { run } = await shell();
  const { code, lines } = await run("key", ...words);
  expect(code).toBe(2);
  expect(lines.at(-1)).toMatch(/^Use: gateway key/);
});

test("key create names the clinics there are where one is unknown", async () => {
  const { run } = await shell();
  await run("seed", "--demo");
  expect(await run("key", "create", "doctor", "desk", "--locations", "delhi")).toEqual({
    code: 1,
    lines: ["The clinics are: nabha, bhadson, amloh."],
  });
});
