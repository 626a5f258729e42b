import { DIALOG_LASTS, loadDialog } from "../store/dialogs.ts";
import type { Tx } from "../store/engine.ts";
import { releaseHold } from "./release-hold.ts";

/**
 * Ends a dialog in which nobody has answered for 24 h: its hold is given back. The question itself is kept some days, so
 * that a late answer is met by the same question with fresh options.
 */
export async function endDialog(tx: Tx, contactId: number): Promise<void> {
  const stored = await loadDialog(tx, contactId);
  if (stored && tx.now - stored.lastTurnAt >= DIALOG_LASTS) await releaseHold(tx, contactId);
}
