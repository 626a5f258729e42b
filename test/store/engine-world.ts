import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { onTestFinished, vi } from "vitest";
import { type EngineOptions, openEngine, type Tx } from "../../src/store/engine.ts";

/** The key of every database here. */
export const KEY = "07".repeat(32);

/** A folder that lives as long as the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gateway-engine-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An engine on a new database with one little table, `notes`, that no schema knows. */
export function engineWorld(options: Partial<EngineOptions> = {}) {
  const file = join(temporaryFolder(), "engine.db");
  const engine = openEngine({ file, key: KEY, ...options });
  onTestFinished(() => engine.close());
  engine.raw.exec("create table notes (text text not null) strict");
  /** What is durable, as another connection sees it. */
  const notes = () => engine.read.values<[string]>(sql`select text from notes order by rowid`).flat();
  return { engine, file, notes, transact: engine.transact };
}

/** Time stands still but for `vi.advanceTimersByTime`: no group ends because this machine has paused. */
export function frozenTime(...also: readonly ("setTimeout" | "clearTimeout")[]): void {
  vi.useFakeTimers({ toFake: ["performance", ...also] });
  onTestFinished(() => void vi.useRealTimers());
}

/** Writes one row. */
export async function note(tx: Tx, text: string): Promise<string> {
  await tx.db.run(sql`insert into notes (text) values (${text})`);
  return text;
}

/** How each promise ended: its value, or the code (else the message) of its error. */
export async function endings(promises: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => (one.status === "fulfilled" ? one.value : (one.reason.code ?? one.reason.message)));
}

/** The event loop has turned once. */
export const loopTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
