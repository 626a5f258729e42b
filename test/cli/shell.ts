import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Shell } from "../../src/cli/command.ts";
import { runCommand } from "../../src/cli/run-command.ts";
import { testDatabase } from "../helpers/database.ts";

/** The commands on a migrated database of their own, with what they print. */
export async function shell(change: Partial<Shell> = {}) {
  const database = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), "gateway-cli-"));
  onTestFinished(async () => {
    await database.engine.close();
    rmSync(folder, { recursive: true });
  });
  const printed: string[] = [];
  const parts = {
    engine: database.engine,
    now: () => database.clock.now,
    print: (line: string) => void printed.push(line),
    migrations: "drizzle",
    locales: "locales",
    audio: join(folder, "audio"),
    production: false,
    ...change,
  };
  const run = async (...words: readonly string[]) => {
    printed.length = 0;
    const [name = "", ...args] = words;
    const code = await runCommand(parts, name, args);
    return { code, lines: [...printed] };
  };
  const file = (name: string, ...lines: readonly string[]) => {
    writeFileSync(join(folder, name), lines.join("\n"));
    return join(folder, name);
  };
  const count = (table: string) => Number(database.engine.raw.prepare(`select count(*) from ${table}`).pluck().get());
  return { ...database, parts, run, file, count, raw: database.engine.raw };
}
