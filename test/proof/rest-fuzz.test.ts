import fc from "fast-check";
import { expect, test } from "vitest";
import { openApiOf } from "../../src/http/rest/openapi.ts";
import { ROUTES } from "../../src/http/rest/routes/all.ts";
import { breaches } from "../../src/store/invariants.ts";
import { type Ids, none, things } from "../http/rest/cells.ts";
import { type RestWorld, restWorld } from "../http/rest/world.ts";

/** About 20 s in CI, twenty times as much with PROOF_LONG=1; SEED=n plays one run again. */
const RUNS = process.env["PROOF_LONG"] === "1" ? 100_000 : 5_000;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
/** What no answer may show to whoever provoked it. */
const INSIDES = /\.ts:|\.js:|node_modules|Error:|SQLITE|\bat .*:\d+:\d+/;

type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly example?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
};
type Parameter = { readonly name: string; readonly in: "path" | "query" | "header"; readonly schema: Schema };
type Operation = {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  readonly statuses: readonly string[];
};

// As a caller gets it: what the document does not say, the fuzz does not know.
const document = JSON.parse(JSON.stringify(openApiOf(ROUTES, "https://sms.example.org")));

const operations: readonly Operation[] = Object.entries<Record<string, never>>(document.paths)
  .flatMap(([path, item]) =>
    Object.entries<Record<string, unknown>>(item).map(([method, one]) => ({ path, method, one })),
  )
  .filter(({ path }) => path !== "/v1/slots/stream")
  .map(({ path, method, one }) => ({
    ...{ path, method },
    parameters: (one["parameters"] ?? []) as readonly Parameter[],
    body:
      (one["requestBody"] as { content: { "application/json": { schema: Schema } } })?.content["application/json"]
        .schema ?? null,
    statuses: Object.keys(one["responses"] as object),
  }));

function resolved(schema: Schema): Schema {
  return schema.$ref ? document.components.schemas[schema.$ref.replace("#/components/schemas/", "")] : schema;
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 1e300, "", "0", "1e3", "'; drop table slots", "../../x", "%00", "🙂"),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(fc.integer(), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom("__proto__", "constructor", "a"), fc.integer()),
);

/** What there is, by the names that documents give it. */
type Real = Readonly<Record<string, readonly unknown[]>>;

/** Mostly what a schema asks for, real ids among it; sometimes anything at all. */
function someOf(given: Schema, name: string, real: Real): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  const good = goodOf(schema, name, real);
  return fc.oneof({ arbitrary: good, weight: 25 }, { arbitrary: junk, weight: 1 });
}

function goodOf(schema: Schema, name: string, real: Real): fc.Arbitrary<unknown> {
  if (name in real)
    return fc.oneof(
      { arbitrary: fc.constantFrom(...(real[name] ?? [])), weight: 5 },
      { arbitrary: fc.integer({ min: 1, max: 50 }), weight: 1 },
    );
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => someOf(one, "", real)));
  if (schema.type === "object") return objectOf(schema, real);
  if (schema.type === "array") return fc.array(someOf(schema.items ?? {}, "", real), { maxLength: 4 });
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "integer" || schema.type === "number")
    return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 60, 3_000) });
  if (schema.format === "date-time") return instants;
  if (schema.format === "date")
    return fc.constantFrom("2026-03-03", "2026-04-10", "2020-01-01", "2026-02-30", "9999-12-31");
  const some = fc.oneof(fc.constantFrom<unknown>("08:00", "12:00", "24:00", "5", "hi"), fc.string({ maxLength: 12 }));
  if (schema.example === undefined) return some;
  return fc.oneof({ arbitrary: fc.constant(schema.example), weight: 6 }, { arbitrary: some, weight: 1 });
}

const instants = fc.oneof(
  fc.nat(40).map((n) => new Date(Date.UTC(2026, 2, 4, 2, 30 + n * 20)).toISOString()),
  fc.constantFrom(
    "2026-03-03T08:00:00+05:30",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-03-03T08:00:00+14:00",
  ),
);

function objectOf({ properties = {}, required = [] }: Schema, real: Real): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, someOf(one, name, real)]));
  const whole = fc.record(members, { requiredKeys: [...required] });
  const more = fc.tuple(whole, junk).map(([one, other]) => ({ ...one, extra: other }));
  return fc.oneof({ arbitrary: whole, weight: 20 }, { arbitrary: more, weight: 1 });
}

type Call = {
  readonly operation: Operation;
  readonly values: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly seen: string;
};

function calls(real: Real): fc.Arbitrary<Call> {
  return fc.constantFrom(...operations).chain((operation) =>
    fc.record({
      operation: fc.constant(operation),
      values: fc.record(
        Object.fromEntries(operation.parameters.map(({ name, schema }) => [name, someOf(schema, name, real)])),
        { requiredKeys: operation.parameters.filter((one) => one.in === "path").map(({ name }) => name) },
      ),
      body: operation.body ? someOf(operation.body, "", real) : fc.constant(undefined),
      seen: fc.constantFrom('"1"', '"2"', '"3"', "*", "*", '"x", *'),
    }),
  );
}

async function send({ ask }: RestWorld, { operation, values, body, seen }: Call, n: number, token: string) {
  const text = (name: string) =>
    typeof values[name] === "object" ? JSON.stringify(values[name]) : String(values[name]);
  const of = (where: Parameter["in"]) => operation.parameters.filter((one) => one.in === where && one.name in values);
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(segment(text(name))));
  const query = new URLSearchParams(of("query").map(({ name }) => [name, wellFormed(text(name))]));
  const isPost = operation.method === "post" || operation.method === "patch";
  const headers = new Set(of("header").map(({ name }) => name.toLowerCase()));
  return await ask(query.size > 0 ? `${path}?${query}` : path, {
    method: operation.method.toUpperCase(),
    token,
    ...(isPost ? { body: wellFormed(JSON.stringify(body ?? {})) } : {}),
    // Now and then a key that was used before, with another body.
    ...(headers.has("idempotency-key") ? { once: `fuzz-${n % 7 === 0 ? n % 70 : n}` } : {}),
    ...(headers.has("if-match") ? { seen } : {}),
  });
}

/** Nothing, and dots, would make another address. */
function segment(text: string): string {
  return /^\.{0,2}$/.test(text) ? "0" : wellFormed(text);
}

/** Half of a surrogate pair cannot be sent. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "?");
}

test("any call made of our own document is answered as it says, without a fault of ours, and the data holds", async () => {
  process.stdout.write(`REST fuzz: SEED=${SEED}, ${RUNS} calls\n`);
  const world = await restWorld();
  const { token: admin } = await world.keyFor("clinic_admin");
  const tokens = [admin, world.token, admin, (await world.keyFor("receptionist")).token];
  const sets: Ids[] = [];
  for (let set = 0; set < 15; set += 1) sets.push(await things(world, "own", world.token));
  const { start: _start, code: _code, ...names } = sets[0] ?? none;
  const real = Object.fromEntries(
    Object.keys(names).map((name) => [name, sets.map((set) => set[name as keyof typeof names])]),
  );
  // Schedules without slots: one that is switched off takes all its times with it, and then nothing can be booked.
  const spare = sets.map(() => world.make.schedule(world.doctors.own.id, world.clinics.own.id).id);
  for (let n = 0; n < 60; n += 1) world.timesOf();
  const statuses = new Map<number, number>();
  const reached = new Set<string>();
  let n = 0;
  await fc.assert(
    fc.asyncProperty(calls({ ...real, scheduleId: spare }), async (one) => {
      n += 1;
      const got = await send(world, one, n, tokens[n % tokens.length] ?? "");
      statuses.set(got.status, (statuses.get(got.status) ?? 0) + 1);
      if (got.status < 300) reached.add(`${one.operation.method} ${one.operation.path}`);
      expect([...one.operation.statuses, "404"]).toContain(String(got.status));
      expect(got.status).toBeLessThan(500);
      expect(JSON.stringify(got.body)).not.toMatch(INSIDES);
      if (got.status >= 400) expect(got.body.type).toMatch(/^https:\/\/sms\.example\.org\/problems\/[a-z-]+$/);
      world.clock.now += 200;
    }),
    { seed: SEED, numRuns: RUNS },
  );
  process.stdout.write(`REST fuzz: ${JSON.stringify(Object.fromEntries(statuses))}\n`);
  // A fuzz that never gets past the door would find nothing either.
  const missed = operations.map(({ method, path }) => `${method} ${path}`).filter((one) => !reached.has(one));
  expect(missed.length, missed.join()).toBeLessThan(operations.length / 4);
  for (const status of [200, 201, 204, 400, 403, 404, 409, 412, 422])
    expect(statuses.has(status), String(status)).toBe(true);
  expect(world.gateway.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect(await world.run(breaches)).toEqual([]);
});
