import type { ChannelKind } from "../core/prompt.ts";
import { mayPush } from "../store/consents.ts";
import type { Tx } from "../store/engine.ts";
import { linksOf } from "../store/patients.ts";
import { carerOf } from "../store/workers.ts";

/** One way to reach somebody; by way of her worker where nobody else can be. */
export type Rung = { readonly contactId: number; readonly kind: ChannelKind; readonly workerId?: number };

/** Why there is no way to reach a patient. */
export type Unreachable = "no contact" | "asleep" | "opted out" | "blocked" | "failed";

/**
 * The ways to reach a patient, the first first: the contact that is told first by the kind of its link, then by the other
 * kind, then the next contact, then the patient's worker. Links that sleep and contacts that said stop are left out, and texts where the carrier blocks us.
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
  // Whom she told to stop writing about her is not gone round by way of her worker.
  return { rungs: why === "opted out" ? rungs : await withWorker(tx, patientId, rungs), why };
}

async function withWorker(tx: Tx, patientId: number, rungs: readonly Rung[]): Promise<readonly Rung[]> {
  const last = await workerRung(tx, patientId);
  return last === null || rungs.some(({ contactId }) => contactId === last.contactId) ? rungs : [...rungs, last];
}

async function workerRung(tx: Tx, patientId: number): Promise<Rung | null> {
  const worker = await carerOf(tx, patientId);
  if (!worker || worker.blockedAt !== null) return null;
  const { contactId, id: workerId } = worker;
  return (await mayPush(tx, contactId, patientId, "visit")) ? { contactId, kind: "text", workerId } : null;
}

async function refusal(tx: Tx, contactId: number, patientId: number): Promise<"opted out" | null> {
  return (await mayPush(tx, contactId, patientId, "visit")) ? null : "opted out";
}
