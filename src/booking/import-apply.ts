import type { Engine } from "../store/engine.ts";
import { type StagedRow, stagePiece, switchOn, unstagePiece } from "../store/import-rows.ts";

/**
 * Stages checked rows in pieces behind all turns, switches them on in one short transaction, and clears up. `imports` is
 * the count the check was made at; throws `conflict`, with nothing changed, if another import came in between.
 */
export async function applyImport(
  { transact, background }: Pick<Engine, "transact" | "background">,
  imports: number,
  rows: readonly StagedRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const batch = await transact(async (tx) => Buffer.from(tx.random(8)).toString("hex"));
  await background((tx) => unstagePiece(tx, batch));
  await background((tx) => stagePiece(tx, batch, rows));
  try {
    await transact((tx) => switchOn(tx, batch, rows.length, imports));
  } finally {
    await background((tx) => unstagePiece(tx));
  }
}
