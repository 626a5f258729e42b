import { sayDropped } from "./booking/call-texts.ts";
import { keepHold } from "./booking/hold-slot.ts";
import { type Dialog, isResumable } from "./core/dialog.ts";
import { type StoredDialog, saveDialog } from "./store/dialogs.ts";
import type { Tx } from "./store/engine.ts";

/** Flows in which something is about to be booked. */
const BOOKING: ReadonlySet<string> = new Set(["book", "move", "batch"]);

/**
 * Ends a call, whoever hung up. What it left open goes on by text or by the next call, the hold is kept, and after the end of
 * a call within a booking one text says how, where texts reach her.
 */
export async function leaveCall(tx: Tx, contactId: number, stored: StoredDialog, canText: boolean): Promise<void> {
  await keepHold(tx, contactId);
  const dialog = left(stored.dialog);
  await saveDialog(tx, contactId, { ...stored, dialog, channelKind: "text", call: null });
  const wasBooking = dialog.frames.some(({ flow }) => BOOKING.has(flow));
  if (wasBooking && canText) await sayDropped(tx, contactId);
}

/** The open question is asked again when she next writes, for nobody answers by text what she heard; a menu has been sent. */
function left(dialog: Dialog): Dialog {
  const top = dialog.frames.at(-1);
  return top && isResumable(dialog)
    ? { ...dialog, frames: [...dialog.frames.slice(0, -1), { ...top, again: true }] }
    : dialog;
}
