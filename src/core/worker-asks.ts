import type { Receipt } from "./receipt.ts";
import type { WorkerAct } from "./worker.ts";
import type { WorkerText } from "./worker-command.ts";

/** What flows ask for a worker. */
export type WorkerAsk =
  /** Whose number this is, and whether her PIN must be right before she does so much. */
  | { readonly type: "findWorker"; readonly act: WorkerAct }
  /** The workers under the one who asks. */
  | { readonly type: "findTeam" }
  /** Carries out the lines of a worker's texts, one by one, in order; `room` is how many lines the receipt may have. */
  | {
      readonly type: "runBatch";
      readonly texts: readonly WorkerText[];
      readonly room: number;
      /** False where the receipt must ask nothing back: beside a call. */
      readonly offers: boolean;
    };

/** A worker under another, by as much of her name as a menu shows; whoever has left can only be handed over from. */
export type Teammate = { readonly id: number; readonly name: string; readonly hasLeft: boolean };

/** The use cases' answers. */
export type WorkerAnswer =
  | { readonly type: "worker.found"; readonly workerId: number; readonly hasPin: boolean; readonly needsPin: boolean }
  /** Locked by unusual volume, until staff unlock her. */
  | { readonly type: "worker.locked" }
  | { readonly type: "worker.none" }
  /** Nobody where she supervises nobody. */
  | { readonly type: "team.found"; readonly workers: readonly Teammate[] }
  /** Nothing was done yet: her PIN first; what was written just now holds `until` then. */
  | { readonly type: "batch.pin"; readonly workerId: number; readonly until: number }
  /** Nothing was done: it is too late for these. */
  | { readonly type: "batch.old" }
  | { readonly type: "batch.done"; readonly receipt: Receipt; readonly until: number };
