import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { freePort } from "./free-port.ts";

const PROGRAM = "redis-server";

/** Whether there is a Redis to test jobs with. */
export const hasRedis = (process.env["PATH"] ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, PROGRAM)));

/** The name of a suite that needs Redis, which says how to get it where it is missing. */
export function inRedis(suite: string): string {
  return hasRedis ? suite : `${suite} (needs redis-server: apt-get install redis-server)`;
}

/** A real Redis of its own on a free port, keeping nothing on disk: what it held is gone when it is started again. */
export async function ownRedis({ policy = "noeviction" } = {}) {
  const port = await freePort();
  const flags = { port, bind: "127.0.0.1", save: "", appendonly: "no", "maxmemory-policy": policy, maxmemory: "64mb" };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  let child: ChildProcess | null = null;
  const start = async () => {
    const begun = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "ignore"] });
    child = begun;
    for await (const line of begun.stdout) if (String(line).includes("Ready to accept connections")) break;
    begun.stdout.resume();
  };
  /** As after a power cut. */
  const kill = async () => {
    const dying = child;
    child = null;
    if (!dying || dying.exitCode !== null) return;
    const gone = once(dying, "exit");
    dying.kill("SIGKILL");
    await gone;
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, start, kill };
}
