import type { DeliveryReport } from "../core/delivery.ts";
import type { Tx } from "../store/engine.ts";
import { applyReport } from "../store/message-reports.ts";
import { afterFailure } from "./after-failure.ts";
import { closeOutlet } from "./close-outlet.ts";

/**
 * Takes note of a provider's report, and sees to what follows where a message failed; old news changes nothing. A minute of
 * a call costs `minuteMicros`.
 */
export async function reportMessage(tx: Tx, report: DeliveryReport, minuteMicros: number): Promise<void> {
  const { minutes, trouble, errorCode, also = { scope: "message", holdMs: 0 } } = report;
  const before = await applyReport(tx, { ...report, costMicros: minutes === null ? null : minutes * minuteMicros });
  if (before === null || trouble === null) return;
  await closeOutlet(tx, before, { ...also, trouble, code: errorCode ?? "none" });
  await afterFailure(tx, before, trouble);
}
