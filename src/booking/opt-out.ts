import type { Answer } from "../core/effects.ts";
import { mayPush, writeConsent } from "../store/consents.ts";
import type { Tx } from "../store/engine.ts";
import type { Asker } from "./asker.ts";

/** Silences what we start towards this contact, about one patient or (null) about all; said twice, it is confirmed once. */
export async function optOut(tx: Tx, asker: Asker, patientId: number | null): Promise<Answer> {
  const { contactId, channel } = asker;
  if (!(await mayPush(tx, contactId, patientId, "all"))) return { type: "silence.due" };
  await writeConsent(tx, { contactId, patientId, purpose: "all", granted: false, wording: "opted.out", channel });
  return { type: "opted.out" };
}

/** Allows it again, about all. */
export async function optIn(tx: Tx, asker: Asker): Promise<Answer> {
  const { contactId, channel } = asker;
  await writeConsent(tx, { contactId, patientId: null, purpose: "all", granted: true, wording: "opted.in", channel });
  return { type: "opted.in" };
}
