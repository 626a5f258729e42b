import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Context, Middleware } from "koa";
import type { Logger } from "pino";
import { AppError } from "../core/errors.ts";
import { ClientGone } from "./body.ts";
import { loggable, statusOf } from "./errors.ts";
import type { Metrics } from "./metrics.ts";
import { problemOf, problemWith } from "./rest/problems.ts";
import { type ProblemParts, writeProblem } from "./rest/write-problem.ts";

type RequestParts = {
  log: Logger;
  metrics: Metrics;
  isStopping: () => boolean;
  /** How a "no" is told to callers other than providers; without it by its status alone. */
  problems: ProblemParts | undefined;
};

/** How long a provider should wait before trying again a database that could not commit. */
const retryAfterSeconds = 2;

/**
 * The outermost layer: gives each request an id, turns errors into answers, and writes one log line without anything
 * personal: no address, query, header or body.
 */
export function requests(parts: RequestParts): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    ctx.set("X-Request-Id", requestId);
    try {
      // A target that is no path comes from no provider and no browser, and Koa cannot take all of them apart.
      if (!ctx.originalUrl.startsWith("/")) ctx.throw(400);
      await next();
      answerIfEmpty(ctx, parts);
    } catch (error) {
      answerError(ctx, parts, error);
      if (ctx.status === 500) parts.log.error({ requestId, error: loggable(error) }, "request failed");
    }
    if ("failed" in ctx.state) parts.log.error({ requestId, error: loggable(ctx.state["failed"]) }, "call failed");
    if (parts.isStopping()) ctx.set("Connection", "close");
    const route = routeOf(ctx);
    parts.metrics.httpRequests.inc({ route, status: ctx.status });
    const ms = Math.round((performance.now() - startedAt) * 10) / 10;
    const line = { requestId, method: ctx.method, route, status: ctx.status, ms, refused: ctx.state["refused"] };
    parts.log[ctx.status < 400 ? "info" : "warn"](line, "request");
  };
}

/** The pattern that matched, never the path: a path can hold anything. */
function routeOf(ctx: Context): string {
  const pattern: unknown = ctx["_matchedRoute"];
  return typeof pattern === "string" ? pattern : "other";
}

function answerIfEmpty(ctx: Context, parts: RequestParts): void {
  if (ctx.status >= 400 && ctx.body == null) answerStatus(ctx, parts, ctx.status);
}

function answerError(ctx: Context, parts: RequestParts, error: unknown): void {
  // Under an outage every request fails alike: a line each is enough, a stack each would be a second outage.
  if (error instanceof AppError) ctx.state["refused"] = error.message;
  if (error instanceof ClientGone) {
    ctx.status = statusOf(error);
    ctx.respond = false;
  } else if (parts.problems && !isProvider(ctx)) writeProblem(ctx, parts.problems, problemOf(error));
  else answerPlainly(ctx, statusOf(error));
}

function answerStatus(ctx: Context, parts: RequestParts, status: number): void {
  if (parts.problems && !isProvider(ctx)) writeProblem(ctx, parts.problems, problemWith(status));
  else answerPlainly(ctx, status);
}

function isProvider(ctx: Context): boolean {
  return ctx.originalUrl.startsWith("/twilio/");
}

/** Providers get a word, everyone else a problem document (RFC 9457); neither learns what went wrong inside. */
function answerPlainly(ctx: Context, status: number): void {
  const title = STATUS_CODES[status] ?? "Error";
  ctx.status = status;
  if (status === 503) ctx.set("Retry-After", String(retryAfterSeconds));
  if (isProvider(ctx)) {
    ctx.type = "text/plain";
    ctx.body = title;
    return;
  }
  ctx.type = "application/problem+json";
  ctx.body = JSON.stringify({ type: "about:blank", title, status });
}
