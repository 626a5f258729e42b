import type Router from "@koa/router";
import type { Context } from "koa";
import type { Answered, StaffApi } from "../../booking/staff/api.ts";
import { invariant } from "../../core/errors.ts";
import { refuse } from "../../core/problem.ts";
import type { Caller } from "../../core/staff.ts";
import { type AdmitParts, createAdmit } from "./admit.ts";
import { checked } from "./faults.ts";
import { readJson } from "./read-json.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes/all.ts";
import { streamQuery } from "./routes/stream.ts";
import type { SlotStreams } from "./stream.ts";
import { tagOfBody, tagsIn } from "./tags.ts";
import { languageOf, type ProblemParts, writeProblem } from "./write-problem.ts";

/** What the contract is mounted on. */
export type MountParts = AdmitParts &
  ProblemParts & { readonly api: Pick<StaffApi, "perform">; readonly streams: SlotStreams };

/** Adds every route of the contract. */
export function mountRoutes(router: Router, parts: MountParts): void {
  const admit = createAdmit(parts);
  for (const route of ROUTES) {
    router[route.method](`/v1${route.path}`, async (ctx) => {
      const caller = await admit(ctx, route);
      const { operation } = route;
      if (operation === "streamSlots") await stream(ctx, parts, caller);
      else
        write(ctx, parts, route, await parts.api.perform(await errandOf(ctx, parts, { ...route, operation }, caller)));
    });
  }
}

type OperationRoute = Route & { readonly operation: Exclude<Route["operation"], "streamSlots"> };

async function errandOf(ctx: Context, parts: MountParts, route: OperationRoute, caller: Caller) {
  const params = pathOf(ctx, route);
  const query = route.query ? checked(route.query, { ...ctx.query }, "query") : {};
  const idempotencyKey = route.once ? idempotencyKeyOf(ctx) : null;
  const json = route.method === "post" || route.method === "patch" ? await readJson(ctx) : {};
  const body = route.body ? checked(route.body, json, "body") : {};
  // What was checked is written in the order of its shape, and instants as instants: the same request, however it was spelled.
  const request = `${route.method} ${route.path} ${JSON.stringify([params, body])}`;
  const ifMatch = ctx.get("if-match");
  return {
    operation: route.operation,
    caller,
    input: { ...query, ...body, ...params },
    language: languageOf(ctx, parts),
    encode: (found: { readonly value: unknown; readonly tag?: string }) => {
      const isPromised = route.answer === null || route.answer.safeParse(found.value).success;
      invariant(isPromised, `${route.operation} answers as its route says`);
      return { tag: tagOf(found), body: route.answer === null ? null : JSON.stringify(found.value) };
    },
    tagOf,
    once: idempotencyKey === null ? undefined : { idempotencyKey, request },
    ifMatch: ifMatch === "" ? undefined : tagsIn(ifMatch),
  };
}

function tagOf({ value, tag }: { readonly value: unknown; readonly tag?: string }): string {
  return tag ?? tagOfBody(JSON.stringify(value));
}

/** An address that cannot be one of ours is not found, like any other that leads nowhere. */
function pathOf(ctx: Context, route: Route): object {
  if (!route.params) return {};
  const parsed = route.params.safeParse(ctx["params"]);
  return parsed.success ? parsed.data : refuse({ type: "not-found" });
}

/** The key, as a structured-field string or bare; both spell the same key. */
function idempotencyKeyOf(ctx: Context): string {
  const header = ctx.get("idempotency-key");
  if (header === "") refuse({ type: "idempotency-key-missing" });
  const [, quoted, bare] = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,200})"|([\x21\x23-\x7e]{1,200}))$/.exec(header) ?? [];
  const fault = { in: "header", pointer: "Idempotency-Key", code: "wrong-format" } as const;
  return quoted ?? bare ?? refuse({ type: "invalid-request", errors: [fault] });
}

function write(ctx: Context, parts: MountParts, route: Route, answer: Answered): void {
  if (answer.replayed) ctx.set("Idempotent-Replayed", "true");
  if ("gone" in answer) {
    writeProblem(ctx, parts, answer.gone);
    return;
  }
  const { tag, body } = answer;
  ctx.set("Cache-Control", route.cached ? "private, max-age=15" : "no-store");
  ctx.vary("Accept-Language");
  if (body === null) {
    ctx.status = 204;
    return;
  }
  ctx.set("ETag", `"${tag}"`);
  if (route.method === "get" && tagsIn(ctx.get("if-none-match")).some((seen) => seen === tag || seen === "*")) {
    ctx.status = 304;
    return;
  }
  ctx.status = route.status;
  ctx.type = "application/json";
  ctx.body = body;
}

async function stream(ctx: Context, { streams }: MountParts, caller: Caller): Promise<void> {
  if (ctx.method === "HEAD") refuse({ type: "method-not-allowed" });
  const { locationId, doctorId, lastEventId } = checked(streamQuery, { ...ctx.query }, "query");
  const last = ctx.get("last-event-id") || lastEventId;
  const isId = last !== undefined && /^\d{1,15}$/.test(last);
  const out = await streams.open({ caller, locationId, doctorId, lastEventId: isId ? Number(last) : null });
  // Held back for compression, events would arrive in lumps.
  ctx["compress"] = false;
  ctx.status = 200;
  ctx.type = "text/event-stream";
  ctx.set("Cache-Control", "no-cache, no-transform");
  ctx.set("X-Accel-Buffering", "no");
  // What ends such a connection is the end of the stream; kept alive it would only hold up a gateway that stops.
  ctx.set("Connection", "close");
  ctx.body = out;
}
