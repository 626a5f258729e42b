import { AppError, type AppErrorCode } from "./errors.ts";

/** What is wrong with one part of a request: a JSON pointer into the body, or the name of a parameter or header. */
export type Fault = {
  readonly in: "body" | "query" | "header";
  readonly pointer: string;
  readonly code: string;
};

/** A free time offered in place of one that is not free; instants are ISO 8601 with the clinic's offset. */
export type Alternative = {
  readonly slotId: number;
  readonly doctorId: number;
  readonly locationId: number;
  readonly start: string;
  readonly end: string;
};

/** What is to be paid for which visit, in minor units, and until when (ISO 8601). */
export type AmountDue = {
  readonly appointmentId: number;
  readonly paymentId: number;
  readonly owedMinor: number;
  readonly currency: string;
  readonly payBefore: string;
};

/** A "no" over REST, told by its type (RFC 9457); members beside the type are its extensions. */
export type Problem =
  | { readonly type: "invalid-request"; readonly errors: readonly Fault[] }
  | { readonly type: "slot-unavailable"; readonly alternatives: readonly Alternative[] }
  /** The patient has another visit at that time; its id only where the caller may see it. */
  | { readonly type: "patient-busy"; readonly appointmentId?: number }
  /** What was asked for does not go with the state it is in. */
  | { readonly type: "wrong-state"; readonly state: string }
  /** The visit waits for its fee until `payBefore`; another payment may be tried until then. */
  | ({ readonly type: "payment-failed"; readonly reason: string } & AmountDue)
  | { readonly type: "hold-limit"; readonly holdsMax: number }
  | { readonly type: "stale-version"; readonly currentVersion: string }
  | { readonly type: "rate-limited"; readonly retryAfter: number }
  | { readonly type: "temporarily-unavailable"; readonly retryAfter: number }
  | { readonly type: PlainProblem };

/** Problems of which there is nothing more to say. */
export type PlainProblem =
  | "auth-required"
  | "forbidden"
  | "https-required"
  | "not-found"
  | "method-not-allowed"
  | "version-required"
  | "payload-too-large"
  | "unsupported-media-type"
  | "idempotency-key-missing"
  | "idempotency-key-reused"
  | "internal-error";

/** The type of a problem, the last part of its address. */
export type ProblemType = Problem["type"];

const CODES: Readonly<Partial<Record<ProblemType, AppErrorCode>>> = {
  "auth-required": "unauthorized",
  forbidden: "forbidden",
  "not-found": "not_found",
  "temporarily-unavailable": "unavailable",
  "internal-error": "internal",
};

/** The caller's fault with all that it may be told; thrown inside a transaction it leaves nothing behind. */
export class ProblemError extends AppError {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(CODES[problem.type] ?? "invalid", problem.type);
    this.problem = problem;
  }
}

/** Refuses a request with this problem. */
export function refuse(problem: Problem): never {
  throw new ProblemError(problem);
}

/** Refuses a request for one member of its body. */
export function refuseMember(pointer: string, code: string): never {
  refuse({ type: "invalid-request", errors: [{ in: "body", pointer, code }] });
}
