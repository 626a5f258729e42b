import type { Middleware } from "koa";
import { expect, test } from "vitest";
import { post, startGateway, text } from "./gateway.ts";

const statusOf = async (url: string, headers: Record<string, string> = {}) => (await fetch(url, { headers })).status;

test("alive does not mean ready", async () => {
  const gateway = await startGateway({ ready: () => false });
  expect([await statusOf(`${gateway.url}/health`), await statusOf(`${gateway.url}/ready`)]).toEqual([200, 503]);
});

test("a check of readiness that fails is a no", async () => {
  const gateway = await startGateway({ ready: () => Promise.reject(new Error("disk")) });
  expect(await statusOf(`${gateway.url}/ready`)).toBe(503);
});

test("ready when the database is", async () => {
  const gateway = await startGateway({ ready: async () => true });
  expect(await (await fetch(`${gateway.url}/ready`)).json()).toEqual({ status: "ready" });
});

test("metrics are for this machine", async () => {
  const gateway = await startGateway();
  const response = await fetch(`${gateway.url}/metrics`);
  expect(response.status).toBe(200);
  expect(await response.text()).toMatch(/nodejs_eventloop_lag_seconds/);
});

test.each([
  ["someone behind a proxy nobody named", [], "203.0.113.9", 403],
  ["someone who only claims to be local, through a proxy nobody named", [], "127.0.0.1", 403],
  ["someone behind a trusted proxy", ["127.0.0.1"], "203.0.113.9", 403],
  ["someone who claims to be local, behind a trusted proxy", ["127.0.0.1"], "127.0.0.1, 203.0.113.9", 403],
  ["this machine behind a trusted proxy", ["127.0.0.0/8"], "::1", 200],
  ["a trusted proxy behind a trusted proxy", ["127.0.0.1", "10.0.0.0/8"], "203.0.113.9, 10.1.2.3", 403],
])("metrics asked for by %s", async (_, trustedProxies, forwarded, status) => {
  const gateway = await startGateway({ trustedProxies });
  expect(await statusOf(`${gateway.url}/metrics`, { "x-forwarded-for": forwarded })).toBe(status);
});

test("each request gets an id of ours, whatever it brings", async () => {
  const gateway = await startGateway();
  const ids = [1, 2].map(async () => {
    const response = await fetch(`${gateway.url}/health`, { headers: { "x-request-id": "mine" } });
    return response.headers.get("x-request-id");
  });
  const [first, second] = await Promise.all(ids);
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(first).not.toBe(second);
});

const phonePage: Middleware = async (ctx, next) => {
  if (ctx.path === "/phone") ctx.body = "<!doctype html>";
  else await next();
};

test("pages are guarded by headers that webhooks do not carry", async () => {
  const gateway = await startGateway({ pages: phonePage });
  const page = await fetch(`${gateway.url}/phone`);
  expect([page.status, page.headers.get("content-security-policy")]).toEqual([
    200,
    expect.stringContaining("default-src 'self'"),
  ]);
  expect((await post(gateway, text)).headers.get("content-security-policy")).toBe(null);
  expect(await statusOf(`${gateway.url}/other`)).toBe(404);
});

test("without pages there is no simulator", async () => {
  const gateway = await startGateway();
  expect(await statusOf(`${gateway.url}/phone`)).toBe(404);
});
