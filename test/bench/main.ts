import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDistrict } from "./district.ts";
import { calls, evenly, load, messages } from "./load.ts";
import { measureRest, prepareRest } from "./rest.ts";
import { measureSearch } from "./search.ts";
import { measureSending } from "./sending.ts";

/*
 * npm run bench: the turn against a bare server in one run, because only the ratio says something on a noisy machine.
 * BENCH_SHORT=1 measures once at 64 connections and fails below 0.25.
 */

const SHORT = process.env["BENCH_SHORT"] === "1";
const RUNS = SHORT ? 1 : 5;
const SECONDS = SHORT ? 2 : 3;
const CONNECTIONS = SHORT ? [64] : [16, 64, 256];
const FLOOR = 0.25;

const folder = mkdtempSync(join(tmpdir(), "gateway-bench-"));
const print = (line: string) => void process.stdout.write(`${line}\n`);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

type Running = { readonly port: number; readonly child: ChildProcess };

async function start(variant: "a" | "b" | "c", template: string): Promise<Running> {
  const file = join(folder, `${variant}.db`);
  copyFileSync(template, file);
  const child = fork(join(import.meta.dirname, "server.js"), [variant, file]);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { port, child };
}

async function rss({ child }: Running): Promise<number> {
  child.send({});
  const [message] = (await once(child, "message")) as [{ rss: number }];
  return message.rss;
}

async function compare(
  servers: Record<"a" | "b" | "c", Running>,
): Promise<{ readonly ratio: number; readonly rate: number }> {
  let atSixtyFour = { ratio: 0, rate: 0 };
  for (const connections of CONNECTIONS) {
    const rates = { a: [] as number[], b: [] as number[], c: [] as number[] };
    for (let run = 0; run < RUNS; run += 1) {
      for (const variant of ["a", "b", "c"] as const) {
        const { perSecond, failed } = await load(servers[variant].port, connections, SECONDS, messages);
        if (failed > 0) throw new Error(`${variant}: ${failed} answers were no 200`);
        rates[variant].push(perSecond);
      }
    }
    const [a, b, c] = [median(rates.a), median(rates.b), median(rates.c)];
    const line = `c/a ${(c / a).toFixed(2)}  c/b ${(c / b).toFixed(2)}   (a ${a.toFixed(0)}, b ${b.toFixed(0)}, c ${c.toFixed(0)} texts a second)`;
    print(`${String(connections).padStart(4)} connections: ${line}`);
    if (connections === 64) atSixtyFour = { ratio: c / a, rate: c };
  }
  return atSixtyFour;
}

async function rest(template: string): Promise<void> {
  const district = await prepareRest(template);
  const { port, child } = await start("c", template);
  for (const line of await measureRest(port, district)) print(line);
  child.disconnect();
}

/** A turn of a call, keys in and TwiML out, against the same bare server. */
async function compareCalls(floor: Running, gateway: Running): Promise<string> {
  const rates = { a: [] as number[], voice: [] as number[] };
  for (let run = 0; run < RUNS; run += 1) {
    rates.a.push((await load(floor.port, 64, SECONDS, messages)).perSecond);
    const { perSecond, failed } = await load(gateway.port, 64, SECONDS, calls);
    if (failed > 0) throw new Error(`calls: ${failed} answers were no 200`);
    rates.voice.push(perSecond);
  }
  const [a, voice] = [median(rates.a), median(rates.voice)];
  return `a call's turn at 64 connections: voice/a ${(voice / a).toFixed(2)}   (${voice.toFixed(0)} turns a second)`;
}

async function main(): Promise<void> {
  const template = join(folder, "template.db");
  await makeDistrict(template, 200_000);
  const servers = { a: await start("a", template), b: await start("b", template), c: await start("c", template) };
  const atRest = await rss(servers.c);
  for (const { port } of Object.values(servers)) await load(port, 16, 1, messages);
  const { ratio, rate } = await compare(servers);
  const half = await evenly(servers.c.port, Math.floor(rate / 2), SHORT ? 2 : 10);
  if (half.failed > 0) throw new Error(`at half the rate: ${half.failed} answers were no 200`);
  print(`at half the greatest rate, evenly: p50 ${half.p50.toFixed(1)} ms, p99 ${half.p99.toFixed(1)} ms`);
  print(await compareCalls(servers.a, servers.c));
  print(`memory at rest: ${(atRest / 1e6).toFixed(0)} MB`);
  for (const { child } of Object.values(servers)) child.disconnect();
  if (!SHORT) print(await measureSearch(join(folder, "search.db")));
  if (!SHORT) for (const line of await measureSending(join(folder, "sending.db"))) print(line);
  if (!SHORT) await rest(template);
  if (ratio < FLOOR) throw new Error(`c/a is ${ratio.toFixed(2)} at 64 connections, below ${FLOOR}`);
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
