import type { Refused, Trouble } from "../core/delivery.ts";
import type { Tx } from "../store/engine.ts";
import type { Message } from "../store/messages.ts";
import { EVERY_SENDER, pauseOutlet } from "../store/outlets.ts";
import { writeTask } from "../store/tasks.ts";

/**
 * Leaves whom a refusal is about alone for a while: our number, or all of a kind. What has to be set right at the provider
 * becomes a task, for whoever runs the gateway.
 */
export async function closeOutlet(
  tx: Tx,
  { kind, sender }: Message,
  {
    trouble,
    scope,
    holdMs,
    code,
  }: Pick<Refused, "scope" | "holdMs"> & {
    readonly trouble: Trouble;
    readonly code: string;
  },
): Promise<void> {
  if (trouble === "configuration") {
    await writeTask(tx, { kind: "sending.configuration", reason: `the provider refuses with code ${code}` });
  }
  if (scope === "message") return;
  await pauseOutlet(tx, { kind, sender: scope === "kind" ? EVERY_SENDER : sender }, tx.now + holdMs, code);
}
