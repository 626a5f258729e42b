import { HttpError } from "koa";
import { AppError } from "../../core/errors.ts";
import { type Problem, ProblemError, type ProblemType } from "../../core/problem.ts";

/** How long a caller should wait before trying again a database that could not commit (s). */
const RETRY_AFTER = 2;

/** Every problem there is: its status, and what to do about it, for the page its address leads to. */
export const PROBLEMS: Readonly<Record<ProblemType, { readonly status: number; readonly about: string }>> = {
  "invalid-request": {
    status: 400,
    about:
      "`errors` names each fault: where it is (a JSON pointer into the body, or the name of a parameter or header) and what it is. Mend them and send the request again, with the same Idempotency-Key if you like.",
  },
  "auth-required": {
    status: 401,
    about:
      "Send `Authorization: Bearer gk_…`. A key that was revoked or has expired is no key. `gateway key create` makes one.",
  },
  "payment-failed": {
    status: 402,
    about:
      "`reason` says why nothing was paid: `voucher-unknown`, `voucher-used` or `voucher-currency`; of an attempt that was named, the provider's own word (M-Pesa's 1032: she declined) or `withdrawn`, its time was over or another way was chosen. The visit is there: `owedMinor` is due, and its time is kept until `payBefore`. Pay it another way with `POST /v1/appointments/{appointmentId}/payment`.",
  },
  forbidden: { status: 403, about: "The key is good, but its role may not do this." },
  "https-required": {
    status: 403,
    about: "This gateway is public over https; a key that was sent over http should be revoked.",
  },
  "not-found": {
    status: 404,
    about:
      "There is nothing at this address for this key. What belongs to another clinic looks the same as what does not exist.",
  },
  "method-not-allowed": { status: 405, about: "The address exists; `Allow` says what can be done with it." },
  "slot-unavailable": {
    status: 409,
    about:
      "Somebody else has that time, or there is none that begins just then. `alternatives` has up to three that are free, the nearest first; none of them is held for you. Nothing was changed.",
  },
  "patient-busy": {
    status: 409,
    about:
      "A patient can be in one place at a time. `appointmentId` is the visit in the way, if it is at one of your clinics.",
  },
  "wrong-state": {
    status: 409,
    about:
      "`state` says why: the visit is cancelled, has begun or waits for its fee, the other time has another fee to be paid ahead, the hold was extended already, the telephone is linked already, nothing is owed or to be given back. Read it again.",
  },
  "hold-limit": { status: 409, about: "One key may hold `holdsMax` times at once. Book or release some." },
  "stale-version": {
    status: 412,
    about: "`currentVersion` is what If-Match would have to say. Read again what is there now, and decide again.",
  },
  "payload-too-large": { status: 413, about: "A body has at most 16 KiB." },
  "unsupported-media-type": {
    status: 415,
    about: "Send `Content-Type: application/json`, in UTF-8 and not compressed.",
  },
  "idempotency-key-missing": {
    status: 400,
    about:
      "Every POST that changes something needs an `Idempotency-Key` of your own: 1 to 200 visible ASCII characters, new for each thing you want done and the same whenever you repeat it. It is kept for 30 days.",
  },
  "idempotency-key-reused": {
    status: 422,
    about: "This key was used for another address or body. Nothing was done. Take a new key for a new request.",
  },
  "version-required": {
    status: 428,
    about:
      "Read first, then send the ETag you got as `If-Match`, so that you never undo what somebody else has just done.",
  },
  "rate-limited": { status: 429, about: "Wait as long as `Retry-After` says." },
  "internal-error": { status: 500, about: "Our fault. Nothing was changed; `X-Request-Id` finds it in the log." },
  "temporarily-unavailable": {
    status: 503,
    about: "Nothing was changed. Repeat it after `Retry-After` seconds with the same Idempotency-Key.",
  },
};

/** The problem a caller is told of an error; whatever is not the caller's fault or a known outage is ours. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof HttpError && error.expose) return problemWith(error.status);
  if (!(error instanceof AppError)) return { type: "internal-error" };
  if (error.code === "unavailable") return { type: "temporarily-unavailable", retryAfter: RETRY_AFTER };
  if (error.code === "not_found") return { type: "not-found" };
  return { type: "internal-error" };
}

/** The problem that a bare status stands for. */
export function problemWith(status: number): Problem {
  switch (status) {
    case 403:
      return { type: "forbidden" };
    case 404:
      return { type: "not-found" };
    case 405:
    case 501:
      return { type: "method-not-allowed" };
    case 413:
      return { type: "payload-too-large" };
    case 415:
      return { type: "unsupported-media-type" };
    case 503:
      return { type: "temporarily-unavailable", retryAfter: RETRY_AFTER };
    default:
      return status < 500 ? { type: "invalid-request", errors: [] } : { type: "internal-error" };
  }
}
