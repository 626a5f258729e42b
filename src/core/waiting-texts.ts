import { type Dialog, isForPin, layersOf } from "./dialog.ts";
import type { WorkerText } from "./worker-command.ts";

/** A worker's texts that are kept until her PIN is right. */
export function waitingTexts({ frames }: Dialog): readonly WorkerText[] {
  const at = frames.findIndex((frame) => frame.flow === "worker-pin");
  const batch = frames[at - 1];
  return batch?.flow === "batch" ? (batch.saved.context as { readonly texts: readonly WorkerText[] }).texts : [];
}

/** The dialog without the question for that PIN, which is asked anew with what has been written since. */
export function withoutWaiting(dialog: Dialog): Dialog {
  return {
    ...dialog,
    frames: layersOf(dialog.frames)
      .filter((layer) => !isForPin(layer))
      .flat(),
  };
}
