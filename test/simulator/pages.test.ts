import { expect, test } from "vitest";
import { HANDSET, network, OURS, twiml } from "./network.ts";

const text = JSON.stringify({ from: HANDSET, to: OURS, body: "hi" });

function send(url: string, headers: Readonly<Record<string, string>>, body = text) {
  return fetch(`${url}/phone/text`, { method: "POST", headers, body });
}

test.each([
  ["/phone", "text/html; charset=utf-8"],
  ["/phone/phone.css", "text/css; charset=utf-8"],
  ["/phone/phone.js", "text/javascript; charset=utf-8"],
])("%s is served as %s", async (path, type) => {
  const { url } = await network();
  const response = await fetch(url + path);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
  expect((await response.text()).length).toBeGreaterThan(500);
});

test("the page has no script or style of its own in it, as the content policy demands", async () => {
  const { url } = await network();
  const html = await (await fetch(`${url}/phone`)).text();
  expect(html.match(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:/g)).toBeNull();
});

test("a text is sent and its answer shown, with what both cost", async () => {
  const { url, answers } = await network();
  answers.push({ status: 200, body: twiml("Welcome") });
  const response = await send(url, { "content-type": "application/json", origin: url });
  expect(await response.json()).toMatchObject({ message: { body: "hi", answered: 200, segments: 1 } });
  const news = await (await fetch(`${url}/phone/messages?after=0`)).json();
  expect(news).toMatchObject({
    messages: [{ body: "hi" }, { body: "Welcome", direction: "outbound-reply", encoding: "gsm-7" }],
    states: [{ answered: 200 }, { status: "delivered" }],
  });
  expect(await (await fetch(`${url}/phone/messages?after=1`)).json()).toMatchObject({
    messages: [{ body: "Welcome" }],
  });
});

test("whoever waits for news is woken by a change of state too, and misses none between two questions", async () => {
  const { url } = await network();
  const { revision } = (await (await fetch(`${url}/phone/messages?after=0`)).json()) as { revision: number };
  const news = fetch(`${url}/phone/messages?after=0&revision=${revision}`);
  await send(url, { "content-type": "application/json" });
  expect((await news).status).toBe(200);
  // All of it has happened by now, and he has seen nothing of it.
  const late = await fetch(`${url}/phone/messages?after=1&revision=${revision}`);
  expect(await late.json()).toMatchObject({ messages: [], states: [{ answered: 200 }] });
});

test.each([
  ["another site's script", { "content-type": "application/json", origin: "https://evil.example" }, text, 403],
  ["a page without an origin of its own", { "content-type": "application/json", origin: "null" }, text, 403],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }, "from=1", 403],
  ["plain text, which needs no preflight", { "content-type": "text/plain" }, text, 403],
  ["broken JSON", { "content-type": "application/json" }, "{", 400],
  ["a number that is not ours", { "content-type": "application/json" }, text.replace(OURS, "+15550001111"), 400],
  ["a sender with markup", { "content-type": "application/json" }, text.replace(HANDSET, "<b>"), 400],
  ["a body over 64 KiB", { "content-type": "application/json" }, text.replace("hi", "x".repeat(70_000)), 413],
  ["a text over 1600 characters", { "content-type": "application/json" }, text.replace("hi", "x".repeat(1_601)), 413],
])("%s is refused and sends nothing", async (_, headers, body, status) => {
  const { url, heard } = await network();
  expect((await send(url, headers as Record<string, string>, body)).status).toBe(status);
  expect(heard).toEqual([]);
});

test("a text can be delivered again, and one there is not cannot", async () => {
  const { url, provider, texts } = await network();
  const { sid } = await provider.text(HANDSET, OURS, "hi");
  const again = (id: string) =>
    fetch(`${url}/phone/again`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ sid: id }),
    });
  expect((await again(sid)).status).toBe(200);
  expect((await again("SM0")).status).toBe(404);
  expect(texts()).toHaveLength(2);
});
