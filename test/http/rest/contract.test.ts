import { expect, test } from "vitest";
import { type Problem, ProblemError } from "../../../src/core/problem.ts";
import { createBuckets } from "../../../src/http/rest/buckets.ts";
import { openApiOf, problemsOf } from "../../../src/http/rest/openapi.ts";
import { PROBLEMS } from "../../../src/http/rest/problems.ts";
import { ROUTES } from "../../../src/http/rest/routes/all.ts";
import { dial } from "../gateway.ts";
import { things } from "./cells.ts";
import { fresh, restWorld } from "./world.ts";

test("the document names every route, resolves every reference, and has a success and its problems for each", async () => {
  const document = openApiOf(ROUTES, "https://sms.example.org");
  const text = JSON.stringify(document);
  const schemas = Object.keys(document.components?.schemas ?? {});
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) expect(schemas).toContain(name);
  for (const route of ROUTES) {
    const path = `/v1${route.path.replace(/:(\w+)/g, "{$1}")}`;
    const operation = document.paths?.[path]?.[route.method];
    expect(Object.keys(operation?.responses ?? {}), path).toEqual(
      expect.arrayContaining([String(route.status), ...problemsOf(route).map((type) => String(PROBLEMS[type].status))]),
    );
  }
});

test("every problem's address leads to a page in the language of whoever opens it", async () => {
  const { ask } = await restWorld();
  for (const type of Object.keys(PROBLEMS)) {
    const page = await ask(`/problems/${type}`, { headers: { "accept-language": "sw" } });
    expect(page.status, type).toBe(200);
    expect(page.headers.get("content-language")).toBe("sw");
  }
  expect((await ask("/problems")).status).toBe(200);
  expect((await ask("/docs")).body).toContain("/v1/appointments/{appointmentId}/reschedule");
  expect((await ask("/problems/none")).status).toBe(404);
});

test("what is no request of ours is refused for what it is, in the caller's language", async () => {
  const { ask } = await restWorld();
  const holds = (body: string, headers: Record<string, string> = {}) =>
    ask("/v1/holds", { body, once: fresh(), headers: { "accept-language": "hi, en;q=0.5", ...headers } });
  const told = async (asked: ReturnType<typeof ask>) => {
    const { status, body } = await asked;
    return [status, String(body.type).replace("https://sms.example.org/problems/", ""), body.errors?.[0]?.code];
  };
  expect(await told(holds("{"))).toEqual([400, "invalid-request", "not-json"]);
  expect(await told(holds("[".repeat(9) + "]".repeat(9)))).toEqual([400, "invalid-request", "too-deep"]);
  expect(await told(holds('{"__proto__":{"role":"operator"}}'))).toContain("invalid-request");
  expect(await told(holds(`{"a":"${"x".repeat(17_000)}"}`))).toEqual([413, "payload-too-large", undefined]);
  expect(await told(holds("a=b", { "content-type": "text/plain" }))).toEqual([
    415,
    "unsupported-media-type",
    undefined,
  ]);
  expect(await told(holds("{}", { "content-encoding": "gzip" }))).toEqual([415, "unsupported-media-type", undefined]);
  expect(await told(holds("{}", { "idempotency-key": "a b" }))).toEqual([400, "invalid-request", "wrong-format"]);
  expect(await told(ask("/v1/slots?limit=101"))).toEqual([400, "invalid-request", "wrong-format"]);
  expect(await told(ask("/v1/slots?colour=red"))).toEqual([400, "invalid-request", "unknown-member"]);
  expect(await told(ask("/v1/slots?after=x.y.z"))).toEqual([400, "invalid-request", "unknown"]);
  expect(await told(ask("/v1/nothing"))).toEqual([404, "not-found", undefined]);
  expect(await told(ask("/v1/appointments/1e3"))).toEqual([404, "not-found", undefined]);
  expect(await told(ask("/v1/slots", { method: "PUT" }))).toEqual([405, "method-not-allowed", undefined]);
  const hindi = await holds("{");
  expect([hindi.body.title, hindi.headers.get("content-language")]).toEqual([
    "अनुरोध में कुछ ठीक नहीं है; हर ग़लती बताई गई है।",
    "hi",
  ]);
  expect(hindi.headers.get("content-type")).toBe("application/problem+json");
});

test("a key's calls a minute are limited, and so are wrong keys from one address", async () => {
  const world = await restWorld();
  const { token } = await world.keyFor("receptionist", null, 3);
  const look = async (one = token) => world.ask("/v1/locations", { token: one });
  const statuses = [];
  for (let n = 0; n < 4; n += 1) statuses.push((await look()).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect((await look()).headers.get("retry-after")).toBe("20");
  world.clock.now += 20_000;
  expect((await look()).status).toBe(200);
  for (let n = 0; n < 30; n += 1) await look("gk_1_wrong");
  expect((await look("gk_1_wrong")).status).toBe(429);
  expect((await look()).status).toBe(429);
});

test("a bucket fills again at its own pace and never above its brim", () => {
  const clock = { now: 0 };
  const { take, wait } = createBuckets(() => clock.now);
  expect([take("a", 2), take("a", 2), take("a", 2), wait("a", 2), take("b", 2)]).toEqual([0, 0, 30, 30, 0]);
  clock.now = 3_600_000;
  expect([take("a", 2), take("a", 2), take("a", 2)]).toEqual([0, 0, 30]);
});

test("a public gateway takes no key in the open", async () => {
  const { ask } = await restWorld();
  expect(await ask("/v1/locations", { headers: { "x-forwarded-proto": "http" } })).toMatchObject({
    status: 403,
    body: { type: expect.stringContaining("https-required") },
  });
  const safe = await ask("/v1/locations", {
    headers: { "x-forwarded-proto": "https", origin: "https://evil.example" },
  });
  expect(safe.status).toBe(200);
  expect(safe.headers.get("strict-transport-security")).toMatch(/max-age/);
  expect(safe.headers.get("x-content-type-options")).toBe("nosniff");
  expect([...safe.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
});

test("a flood of headers is cut off, and others are served meanwhile", async () => {
  const world = await restWorld();
  const { socket, answer } = dial(world.gateway);
  socket.write(`GET /v1/locations HTTP/1.1\r\nhost: x\r\n${`x-a: ${"b".repeat(50)}\r\n`.repeat(500)}\r\n`);
  expect(await answer).toMatch(/^HTTP\/1\.1 431/);
  expect((await world.ask("/v1/locations")).status).toBe(200);
});

test("large answers are compressed, small ones are not; what a caller has is not sent again", async () => {
  const world = await restWorld();
  for (let n = 0; n < 40; n += 1) world.timesOf();
  const slots = await fetch(`${world.gateway.url}/v1/slots`, {
    headers: { authorization: `Bearer ${world.token}`, "accept-encoding": "br" },
  });
  expect(slots.headers.get("content-encoding")).toBe("br");
  expect((await slots.json()).slots).toHaveLength(40);
  const small = await world.ask("/v1/locations", { headers: { "accept-encoding": "br" } });
  expect(small.headers.get("content-encoding")).toBeNull();
  const compact = await world.ask("/v1/slots?view=compact");
  expect(JSON.stringify(compact.body).length).toBeLessThan(600);
  expect(slots.headers.get("cache-control")).toBe("private, max-age=15");
  const again = await world.ask("/v1/slots", { headers: { "if-none-match": slots.headers.get("etag") ?? "" } });
  expect([again.status, again.body]).toEqual([304, ""]);
  world.timesOf();
  expect((await world.ask("/v1/slots", { headers: { "if-none-match": slots.headers.get("etag") ?? "" } })).status).toBe(
    200,
  );
});

test("a database that cannot write is told as an outage, with when to try again and no 500", async () => {
  const world = await restWorld();
  const ids = await things(world, "own", world.token);
  const before = world.engine.raw.pragma("page_count", { simple: true });
  world.engine.raw.pragma(`max_page_count = ${String(before)}`);
  const { patientId, doctorId, start } = ids;
  const outages = [];
  for (let n = 0; n < 400 && outages.length === 0; n += 1) {
    const body = { patientId, doctorId, desiredDateTime: n === 0 ? start : world.timesOf().start };
    const got = await world.ask("/v1/patients", {
      body: { locationId: ids.locationId, name: "x".repeat(80) },
      once: fresh(),
    });
    if (got.status !== 201) outages.push([got.status, got.headers.get("retry-after"), got.body.type, body.doctorId]);
  }
  expect(outages).toEqual([[503, "2", "https://sms.example.org/problems/temporarily-unavailable", doctorId]]);
});

test("nothing anybody wrote or is called reaches the log", async () => {
  const world = await restWorld();
  const ids = await things(world, "own", world.token);
  const { token } = await world.keyFor("clinic_admin");
  const body = { name: "Canary Devi", locationId: ids.locationId };
  await world.ask("/v1/patients", { body, once: fresh(), token });
  await world.ask("/v1/patients", { body: { ...body, secret: "canary" }, once: fresh(), token });
  await world.ask(`/v1/patients/${ids.patientId}/links`, { body: { phone: "+919811122233" }, once: fresh(), token });
  await world.ask("/v1/practitioners?name=canary");
  const logged = world.gateway.logged.join("").toLowerCase();
  expect(logged).toContain("/v1/patients");
  for (const word of ["canary", "9811122233", token, world.token]) expect(logged).not.toContain(word);
});

test("a problem is an error of the caller's kind, so that no log takes it for a bug", () => {
  const of = (problem: Problem) => new ProblemError(problem).code;
  expect([of({ type: "auth-required" }), of({ type: "forbidden" }), of({ type: "version-required" })]).toEqual([
    "unauthorized",
    "forbidden",
    "invalid",
  ]);
});
