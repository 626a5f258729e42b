import { expect, test } from "vitest";
import { wav } from "../helpers/wav.ts";
import { startGateway } from "./gateway.ts";

const PATH = "/audio/sw/clinic.nabha.0123456789abcdef.wav";
const content = wav(1.2);

const gateway = () => startGateway({ audio: (path) => (path === PATH ? content : null) });

test("a recording is served whole, as what it is, and may be kept for ever", async () => {
  const { url } = await gateway();
  const response = await fetch(url + PATH);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("audio/wav");
  expect(response.headers.get("content-length")).toBe(String(content.length));
  expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
});

test("HEAD tells the same without the sound", async () => {
  const { url } = await gateway();
  const response = await fetch(url + PATH, { method: "HEAD" });
  expect([response.status, response.headers.get("content-length")]).toEqual([200, String(content.length)]);
  expect((await response.arrayBuffer()).byteLength).toBe(0);
});

test.each([
  "/audio/sw/clinic.nabha.fedcba9876543210.wav",
  "/audio/sw/clinic.nabha.wav",
  "/audio/hi/clinic.nabha.0123456789abcdef.wav",
  "/audio/sw/..%2f..%2fgateway.db",
  "/audio/sw/%00",
  "/audio/sw",
])("%s is nothing", async (path) => {
  const { url, logged } = await gateway();
  const response = await fetch(url + path);
  expect([response.status, response.headers.get("cache-control")]).toEqual([404, null]);
  expect(logged.join("")).not.toContain("clinic.nabha");
});
