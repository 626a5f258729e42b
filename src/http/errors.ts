import { HttpError } from "koa";
import { AppError, type AppErrorCode } from "../core/errors.ts";
import { ClientGone } from "./body.ts";

const statuses: Readonly<Record<AppErrorCode, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
  internal: 500,
};

/** The HTTP status that tells a caller about an error; whatever is not the caller's fault or a known outage is 500. */
export function statusOf(error: unknown): number {
  if (error instanceof AppError) return statuses[error.code];
  if (error instanceof ClientGone) return 408;
  if (error instanceof HttpError && error.expose) return error.status;
  return 500;
}

/** What a log may hold of an error: its kind, code and place; the message only if it is ours, for libraries quote what people wrote. */
export function loggable(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const code: unknown = Reflect.get(error, "code");
  return {
    kind: error.name,
    ...(error instanceof AppError || error.message.startsWith("invariant: ") ? { message: error.message } : {}),
    ...(typeof code === "string" ? { code } : {}),
    at: framesOf(error),
    ...(error.cause === undefined ? {} : { cause: loggable(error.cause) }),
  };
}

/** The message stands at the head of a stack and may itself have lines that look like places. */
function framesOf(error: Error): readonly string[] {
  const stack = (error.stack ?? "").replace(error.message, () => "");
  return stack.split("\n").filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
}
