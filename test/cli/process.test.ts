import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "gateway-process-"));
afterAll(() => rmSync(folder, { recursive: true }));

const environment = {
  ...{ PATH: process.env["PATH"], GATEWAY_MODE: "demo", LOG_LEVEL: "silent" },
  DATABASE_URL: `file:${join(folder, "gateway.db")}`,
};
/** Built before the tests: from its sources each process would compile three hundred files anew. */
const ARGS = ["dist/src/main.js"];

function gateway(args: readonly string[], change: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [...ARGS, ...args],
      { env: { ...environment, ...change } },
      (_, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

beforeAll(async () => {
  await gateway(["migrate"]);
  await gateway(["seed", "--demo"]);
}, 60_000);

test.concurrent("gateway day prints a clinic's day", async () => {
  const { code, out, err } = await gateway(["day", "nabha"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^Nabha Civil Hospital, \d{4}-\d\d-\d\d: \d+ visits\n/);
}, 30_000);

test.concurrent("an unknown command prints every command and ends with 2", async () => {
  const { code, out } = await gateway(["dance"]);
  expect(code).toBe(2);
  for (const word of ["serve", "migrate", "seed", "import", "slots", "day", "tasks", "audio", "check"]) {
    expect(out).toContain(`gateway ${word}`);
  }
}, 30_000);

test.concurrent("without a key production does not start, and the message names the variable and shows no stack", async () => {
  const { code, err } = await gateway(["day", "nabha"], {
    GATEWAY_MODE: "production",
    PUBLIC_URL: "https://sms.example.org",
  });
  expect(code).toBe(1);
  expect(err).toMatch(/DATABASE_KEY/);
  expect(err).not.toMatch(/ at .*\.[jt]s:/);
}, 30_000);

test.concurrent("a worker alone stays up until it is told to stop", async () => {
  const child = spawn(process.execPath, [...ARGS, "serve", "worker"], { env: { ...environment, LOG_LEVEL: "info" } });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  await once(child.stdout, "data");
  // Longer than it takes to look once.
  const ended = await Promise.race([
    once(child, "exit").then(() => true),
    new Promise((resolve) => setTimeout(() => resolve(false), 1_000)),
  ]);
  expect({ ended, out }).toEqual({ ended: false, out: expect.stringMatching(/^.*"msg":"working"}\n$/) });
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
}, 30_000);

test.concurrent("a port that somebody else has is said, and no side of the gateway stays behind", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  // It ends by itself, or the test waits in vain.
  const { code, err } = await gateway(["serve"], { PORT: String(port) });
  other.close();
  expect({ code, err }).toEqual({ code: 1, err: `listen EADDRINUSE: address already in use 127.0.0.1:${port}\n` });
}, 30_000);
