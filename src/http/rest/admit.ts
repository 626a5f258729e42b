import type { Context } from "koa";
import type { StaffApi } from "../../booking/staff/api.ts";
import { refuse } from "../../core/problem.ts";
import type { Caller } from "../../core/staff.ts";
import { clientAddress, networks } from "../client-address.ts";
import type { Buckets } from "./buckets.ts";
import type { Route } from "./route.ts";

/** What decides who is let in. */
export type AdmitParts = {
  readonly api: Pick<StaffApi, "callerWith" | "callerWithTicket">;
  readonly buckets: Buckets;
  readonly publicUrl: string;
  readonly trustedProxies: readonly string[];
};

/** Wrong keys from one address in a minute; a secret has 160 bits, so this only keeps the log and the database quiet. */
const FAILURES_PER_MINUTE = 30;

const isLoopback = networks(["127.0.0.0/8", "::1"]);

/** Lets a caller in, or refuses: https, then who it is, how often, and whether its role may do this at all. */
export function createAdmit({ api, buckets, publicUrl, trustedProxies }: AdmitParts) {
  const isProxy = networks(trustedProxies);
  const isPublicHttps = publicUrl.startsWith("https:");
  return async (ctx: Context, route: Route): Promise<Caller> => {
    const peer = ctx.req.socket.remoteAddress ?? "";
    if (isPublicHttps && !isSafe(ctx, peer)) refuse({ type: "https-required" });
    const address = clientAddress(peer, ctx.get("x-forwarded-for"), isProxy);
    const failed = buckets.wait(`failed ${address}`, FAILURES_PER_MINUTE);
    if (failed > 0) refuse({ type: "rate-limited", retryAfter: failed });
    const caller = await callerOf(ctx, api, route);
    if (!caller) {
      buckets.take(`failed ${address}`, FAILURES_PER_MINUTE);
      refuse({ type: "auth-required" });
    }
    const seconds = buckets.take(`key ${caller.keyId}`, caller.ratePerMinute);
    if (seconds > 0) refuse({ type: "rate-limited", retryAfter: seconds });
    if (!route.roles.includes(caller.role)) refuse({ type: "forbidden" });
    return caller;
  };
}

/** Whoever is not on this machine must have come to the proxy by https; a key that came in the open is spent. */
function isSafe(ctx: Context, peer: string): boolean {
  const proto = ctx.get("x-forwarded-proto").split(",")[0]?.trim().toLowerCase();
  return proto === "https" || (proto === "" && isLoopback(peer));
}

async function callerOf(ctx: Context, api: AdmitParts["api"], route: Route): Promise<Caller | null> {
  const [, token] = /^Bearer +([\w]{1,80})$/i.exec(ctx.get("authorization")) ?? [];
  if (token !== undefined) return await api.callerWith(token);
  const { ticket } = ctx.query;
  return route.operation === "streamSlots" && typeof ticket === "string" ? await api.callerWithTicket(ticket) : null;
}
