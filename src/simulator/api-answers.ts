import type { Context } from "koa";
import { bodyOf } from "./body.ts";
import { REFUSALS, type Refusal } from "./error-codes.ts";
import type { Provider } from "./provider.ts";

/** A condition under which the API refuses, and with which code. */
export type Check = readonly [isBad: boolean, code: Refusal];

/** Refuses a request as Twilio does. */
export function fail(ctx: Context, code: Refusal): void {
  const [status, message] = REFUSALS[code];
  ctx.status = status;
  ctx.body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

/** The code of the first check that fails. */
export function refusalBy(checks: readonly Check[]): Refusal | null {
  return checks.find(([isBad]) => isBad)?.[1] ?? null;
}

/** Refuses, or makes what is wanted and shows it, with all that can go wrong between the caller and the API. */
export async function answerCreate(
  ctx: Context,
  { chance, options: { faults } }: Provider,
  {
    checks,
    make,
  }: Readonly<{ checks: (fields: URLSearchParams) => readonly Check[]; make: (fields: URLSearchParams) => object }>,
): Promise<void> {
  const fields = new URLSearchParams(await bodyOf(ctx.req));
  if (chance() < faults.dropped) return breakOff(ctx, chance() < faults.mute);
  const isTooMany = chance() < faults.tooMany;
  const isBroken = chance() < faults.broken;
  const code = refusalBy([[isTooMany, 20429], [isBroken, 20500], ...checks(fields)]);
  if (code !== null) return fail(ctx, code);
  const made = make(fields);
  if (chance() < faults.sentSilently) return breakOff(ctx, chance() < faults.mute);
  ctx.status = 201;
  ctx.body = made;
}

function breakOff(ctx: Context, isMute: boolean): void {
  // The connection stays open without a word until the caller gives up.
  if (isMute) ctx.respond = false;
  else ctx.req.socket.destroy();
}

/** Whether a number can be one of a telephone. */
export function isNumber(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text);
}
