import type Router from "@koa/router";
import { clientAddress, networks } from "./client-address.ts";
import type { Metrics } from "./metrics.ts";

/** What those who run the gateway ask it. */
export type OperationsParts = Readonly<{
  metrics: Metrics;
  /** True while the database is writable and its schema is today's; an error counts as no. */
  ready: () => boolean | Promise<boolean>;
  trustedProxies: readonly string[];
}>;

const isLoopback = networks(["127.0.0.0/8", "::1"]);

/** Adds liveness (never touches the database), readiness, and Prometheus metrics (readable from this machine only). */
export function addOperations(router: Router, parts: OperationsParts): void {
  router.get("/health", (ctx) => {
    ctx.set("Cache-Control", "no-store");
    ctx.body = { status: "ok" };
  });

  router.get("/ready", async (ctx) => {
    const ready = await isReady(parts);
    ctx.set("Cache-Control", "no-store");
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: ready ? "ready" : "not ready" };
  });

  const isProxy = networks(parts.trustedProxies);
  router.get("/metrics", async (ctx) => {
    const peer = ctx.req.socket.remoteAddress ?? "";
    const forwarded = ctx.get("x-forwarded-for");
    // A proxy on this machine that is not named as trusted makes everyone look local: then nobody is.
    const isDisguised = forwarded !== "" && !isProxy(peer);
    if (isDisguised || !isLoopback(clientAddress(peer, forwarded, isProxy))) ctx.throw(403);
    ctx.type = parts.metrics.registry.contentType;
    ctx.body = await parts.metrics.registry.metrics();
  });
}

async function isReady(parts: OperationsParts): Promise<boolean> {
  try {
    return await parts.ready();
  } catch {
    return false;
  }
}
