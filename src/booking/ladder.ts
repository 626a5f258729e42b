import type { ChannelKind } from "../core/prompt.ts";
import { mayPush } from "../store/consents.ts";
import type { Tx } from "../store/engine.ts";
import { linksOf } from "../store/patients.ts";

/** One way to reach somebody. */
export type Rung = { readonly contactId: number; readonly kind: ChannelKind };

/** Why there is no way to reach a patient. */
export type Unreachable = "no contact" | "asleep" | "opted out" | "blocked" | "failed";

/**
 * The ways to reach a patient, the first first: the contact that is told first by the kind of its link, then by the other
 * kind, then the next contact. Links that sleep and contacts that said stop are left out, and texts where the carrier blocks us.
 */
export async function ladderOf(
  tx: Tx,
  patientId: number,
): Promise<{ readonly rungs: readonly Rung[]; readonly why: Unreachable }> {
  const rungs: Rung[] = [];
  let why: Unreachable = "no contact";
  for (const { contactId, via, asleepAt, blockedAt } of await linksOf(tx, patientId)) {
    const silent = asleepAt !== null ? "asleep" : await refusal(tx, contactId, patientId);
    if (silent) {
      why = silent;
      continue;
    }
    const kinds: readonly ChannelKind[] = via === "text" ? ["text", "call"] : ["call", "text"];
    for (const kind of kinds) {
      if (kind === "text" && blockedAt !== null) why = "blocked";
      else rungs.push({ contactId, kind });
    }
  }
  return { rungs, why };
}

async function refusal(tx: Tx, contactId: number, patientId: number): Promise<"opted out" | null> {
  return (await mayPush(tx, contactId, patientId, "visit")) ? null : "opted out";
}
