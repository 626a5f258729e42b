import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import type { ProblemType } from "../../core/problem.ts";
import { PROBLEMS } from "./problems.ts";
import type { Route } from "./route.ts";
import { slot } from "./shapes.ts";

/** Problems that any route may answer with. */
const ALWAYS: readonly ProblemType[] = [
  ...(["auth-required", "forbidden", "https-required", "rate-limited"] as const),
  ...(["internal-error", "temporarily-unavailable"] as const),
];

/** Every problem a route may answer with. */
export function problemsOf(route: Route): readonly ProblemType[] {
  const hasBody = route.method === "post" || route.method === "patch";
  return [
    ...ALWAYS,
    ...(route.query || route.body ? (["invalid-request"] as const) : []),
    ...(route.params ? (["not-found"] as const) : []),
    ...(hasBody ? (["invalid-request", "payload-too-large", "unsupported-media-type"] as const) : []),
    ...(route.once ? (["idempotency-key-missing", "idempotency-key-reused", "invalid-request"] as const) : []),
    ...(route.guarded ? (["version-required", "stale-version"] as const) : []),
    ...(route.problems ?? []),
  ];
}

const problem = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    errors: z
      .array(z.object({ in: z.enum(["body", "query", "header"]), pointer: z.string(), code: z.string() }))
      .optional(),
    alternatives: z.array(slot).max(3).optional(),
    appointmentId: z.int().optional(),
    reason: z.string().optional().meta({ description: "payment-failed: why nothing was paid" }),
    paymentId: z.int().optional(),
    owedMinor: z.int().optional().meta({ description: "payment-failed: what is still due" }),
    currency: z.string().optional(),
    payBefore: z.string().optional().meta({ description: "payment-failed: the time is kept until then" }),
    state: z.string().optional(),
    holdsMax: z.int().optional(),
    currentVersion: z.string().optional(),
    retryAfter: z.int().optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457. Switch on `type`, never on the status: 409 has several." });

/** The contract as an OpenAPI 3.1 document, made of the very table that mounts it. */
export function openApiOf(routes: readonly Route[], publicUrl: string) {
  const paths: Record<string, ZodOpenApiPathsObject[string]> = {};
  for (const route of routes) {
    const path = `/v1${route.path.replace(/:(\w+)/g, "{$1}")}`;
    paths[path] = { ...paths[path], [route.method]: operationOf(route, publicUrl) };
  }
  return createDocument({
    openapi: "3.1.1",
    info: {
      title: "CureConnect booking gateway",
      version: "1",
      description: "Find doctors and free times; book, move and cancel visits, with retries that are safe.",
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }],
    paths,
    components: { securitySchemes: { key: { type: "http", scheme: "bearer", description: "`gk_…`" } } },
  });
}

function operationOf(route: Route, publicUrl: string): ZodOpenApiOperationObject {
  const header = {
    ...(route.once ? { "Idempotency-Key": z.string().regex(/^[\x21\x23-\x7e]{1,200}$/) } : {}),
    ...(route.guarded ? { "If-Match": z.string().meta({ description: "the ETag you have seen" }) } : {}),
  };
  return {
    operationId: route.operation,
    summary: route.summary,
    description: `For ${route.roles.join(", ")}.`,
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(Object.keys(header).length > 0 ? { header: z.object(header) } : {}),
    },
    ...(route.body ? { requestBody: { required: true, content: { "application/json": { schema: route.body } } } } : {}),
    responses: {
      [route.status]: successOf(route),
      ...(route.method === "get" && route.operation !== "streamSlots"
        ? { "304": { description: "As you have it." } }
        : {}),
      ...Object.fromEntries(failuresOf(route, publicUrl)),
    },
  };
}

function successOf(route: Route) {
  const description = route.summary;
  if (route.answer === null) return { description };
  if (route.operation === "streamSlots")
    return { description, content: { "text/event-stream": { schema: route.answer } } };
  return { description, content: { "application/json": { schema: route.answer } } };
}

function failuresOf(route: Route, publicUrl: string) {
  const byStatus = new Map<number, Set<ProblemType>>();
  for (const type of problemsOf(route)) {
    const { status } = PROBLEMS[type];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(type));
  }
  return [...byStatus].map(([status, types]) => {
    const description = [...types].map((type) => `${publicUrl}/problems/${type}`).join(" ");
    return [String(status), { description, content: { "application/problem+json": { schema: problem } } }] as const;
  });
}
