import { refuse } from "../../core/problem.ts";
import type { Speaking } from "../../core/speaking.ts";
import type { Caller, Staff } from "../../core/staff.ts";
import { type ApiKey, keyByToken, usableKey } from "../../store/api-keys.ts";
import { writeAudit } from "../../store/audit.ts";
import type { Engine, Tx } from "../../store/engine.ts";
import { claimOnce, keepAnswer } from "../../store/idempotent-answers.ts";
import { slotEventSpan } from "../../store/slot-events.ts";
import { useTicket } from "../../store/stream-tickets.ts";
import type { Found, Gone } from "./done.ts";
import { type OperationName, operation } from "./operations.ts";
import { type StreamEvent, streamEventsAfter } from "./stream-events.ts";

/** One operation to be done for whoever was let in. */
export type Errand = {
  readonly operation: OperationName;
  readonly caller: Caller;
  /** Checked against the operation's route. */
  readonly input: object;
  readonly language: string;
  /** Writes a value as its route promises it; throws if it is not so. */
  readonly encode: (found: Found<unknown>) => Encoded;
  /** The version of a value: its own, or one made of all it says. */
  readonly tagOf: (found: Found<unknown>) => string;
  /** Set where the request must happen once: all that makes it this request and no other. */
  readonly once?: { readonly idempotencyKey: string; readonly request: string } | undefined;
  /** The versions of what is changed that the caller has seen; '*' is any. */
  readonly ifMatch?: readonly string[] | undefined;
};

/** An answer as it is sent and kept; `body` is null where there is nothing to say. */
export type Encoded = { readonly tag: string; readonly body: string | null };

/** What became of an errand. */
export type Answered = { readonly replayed: boolean } & (Encoded | Gone);

/** The gateway as staff and other systems see it. */
export type StaffApi = {
  /** Whoever holds this token; nobody if it is unknown, revoked or over. */
  readonly callerWith: (token: string) => Promise<Caller | null>;
  /** Does one thing, durably; refuses with a problem. */
  readonly perform: (errand: Errand) => Promise<Answered>;
  /** Whoever got this ticket, which is used up by that. */
  readonly callerWithTicket: (ticket: string) => Promise<Caller | null>;
  /** Whether a caller may still go on. */
  readonly isUsable: (caller: Caller) => Promise<boolean>;
  readonly streamEventsAfter: (id: number, limit: number) => Promise<readonly StreamEvent[]>;
  readonly streamSpan: () => Promise<{ readonly first: number; readonly last: number }>;
};

/** The use cases behind one door: who calls, whether it happened before, whether it may, and what was read of whom. */
export function createStaffApi(parts: Pick<Engine, "transact" | "view"> & { readonly speaking: Speaking }): StaffApi {
  const { transact, view, speaking } = parts;
  return {
    callerWith: (token) => view(async (tx) => callerOf(await keyByToken(tx, token))),
    perform: (errand) => {
      const within = operation(errand.operation).kind === "look" ? view : transact;
      return within((tx) => performed(tx, errand, speaking));
    },
    callerWithTicket: (ticket) =>
      transact(async (tx) => {
        const keyId = await useTicket(tx, ticket);
        return keyId === undefined ? null : callerOf(await usableKey(tx, keyId));
      }),
    isUsable: ({ keyId }) => view(async (tx) => (await usableKey(tx, keyId)) !== null),
    streamEventsAfter: (id, limit) => view((tx) => streamEventsAfter(tx, id, limit)),
    streamSpan: () => view(slotEventSpan),
  };
}

function callerOf(key: ApiKey | null): Caller | null {
  return key && { keyId: key.id, role: key.role, locationIds: key.locationIds, ratePerMinute: key.ratePerMinute };
}

async function performed(tx: Tx, errand: Errand, speaking: Speaking): Promise<Answered> {
  // The key may have been revoked since the caller was let in.
  const caller = callerOf(await usableKey(tx, errand.caller.keyId)) ?? refuse({ type: "auth-required" });
  const staff: Staff = { ...caller, inWords: (tells) => speaking.text(tells, errand.language) ?? "" };
  if (!errand.once) return { replayed: false, ...(await done(tx, staff, errand)) };
  const claim = await claimOnce(tx, { keyId: caller.keyId, ...errand.once });
  if (claim.as === "other") refuse({ type: "idempotency-key-reused" });
  if (claim.as === "repeat") return { replayed: true, ...(JSON.parse(claim.answer) as Encoded | Gone) };
  const answer = await done(tx, staff, errand);
  await keepAnswer(tx, claim.id, JSON.stringify(answer));
  return { replayed: false, ...answer };
}

async function done(tx: Tx, staff: Staff, errand: Errand): Promise<Encoded | Gone> {
  const { kind, run, guard } = operation(errand.operation);
  const input = errand.input as never;
  if (guard) refuseUnseen(errand, errand.tagOf(await guard(tx, staff, input)));
  const outcome = await run(tx, staff, input);
  if ("gone" in outcome) return outcome;
  if (kind === "read") await noteReads(tx, staff, outcome.about ?? []);
  return errand.encode(outcome);
}

/** Nobody changes what somebody else has changed meanwhile. */
function refuseUnseen({ ifMatch }: Errand, current: string): void {
  if (ifMatch === undefined) refuse({ type: "version-required" });
  if (!ifMatch.includes(current) && !ifMatch.includes("*")) refuse({ type: "stale-version", currentVersion: current });
}

/** A list is a read of each patient in it. */
async function noteReads(tx: Tx, { keyId }: Staff, patientIds: readonly number[]): Promise<void> {
  const actor = { kind: "staff", id: keyId } as const;
  for (const entityId of new Set(patientIds)) {
    await writeAudit(tx, { actor, act: "read", entity: "patient", entityId, version: null, detail: null });
  }
}
