import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { expect, test } from "vitest";
import { HANDSET, network, OURS, twiml } from "./network.ts";

const text = JSON.stringify({ from: HANDSET, to: OURS, body: "hi" });

function send(url: string, headers: Readonly<Record<string, string>>, body = text) {
  return fetch(`${url}/phone/text`, { method: "POST", headers, body });
}

type News = { readonly revision: number; readonly messages: readonly Record<string, unknown>[] };

async function newsOf(url: string, since: number): Promise<News> {
  return (await (await fetch(`${url}/phone/news?since=${since}`)).json()) as News;
}

test.each([
  ["/phone", "text/html; charset=utf-8"],
  ["/phone/page.css", "text/css; charset=utf-8"],
  ["/phone/phone.css", "text/css; charset=utf-8"],
  ["/phone/call.css", "text/css; charset=utf-8"],
  ["/phone/phone.js", "text/javascript; charset=utf-8"],
  ["/phone/call.js", "text/javascript; charset=utf-8"],
  ["/phone/sound.js", "text/javascript; charset=utf-8"],
  ["/phone/common.js", "text/javascript; charset=utf-8"],
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
  const { revision, messages } = await newsOf(url, 0);
  expect(messages).toMatchObject([
    { body: "hi", answered: 200 },
    { body: "Welcome", direction: "outbound-reply", encoding: "gsm-7", status: "delivered" },
  ]);
  expect((await newsOf(url, revision - 1)).messages).toMatchObject([{ body: "Welcome" }]);
});

test("whoever waits for news is woken by it, and misses none between two questions", async () => {
  const { url, provider } = await network();
  const { revision } = await newsOf(url, 0);
  const news = newsOf(url, revision);
  await send(url, { "content-type": "application/json" });
  expect((await news).messages).toMatchObject([{ body: "hi" }]);
  // All of it has happened by now: the text, and that we took it.
  expect(await newsOf(url, (await news).revision)).toMatchObject({ revision: provider.news.revision() });
  expect((await newsOf(url, revision)).messages).toMatchObject([{ body: "hi", answered: 200 }]);
});

test("a page left open while the gateway restarts is told of everything after it", async () => {
  const before = await network({ clock: () => 1_000 });
  await before.provider.text(HANDSET, OURS, "hi");
  const { revision } = await newsOf(before.url, 0);
  const after = await network({ clock: () => 2_000 });
  await after.provider.text(HANDSET, OURS, "again");
  expect((await newsOf(after.url, revision)).messages).toMatchObject([{ body: "again" }]);
});

test.each([
  ["hello", { encoding: "gsm-7", units: 5, segments: 1 }],
  ["नमस्ते", { encoding: "ucs-2", units: 6, segments: 1 }],
])("what %j costs is counted while it is typed", async (body, counted) => {
  const { url } = await network();
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/phone/count`, { method: "POST", headers, body: JSON.stringify({ body }) });
  expect(await response.json()).toEqual(counted);
});

test.each([
  ["another site's script", { "content-type": "application/json", origin: "https://evil.example" }, text, 403],
  ["a page without an origin of its own", { "content-type": "application/json", origin: "null" }, text, 403],
  ["another server on this computer", { "content-type": "application/json", origin: "http://127.0.0.1:9" }, text, 403],
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

test("a strange name that was made to point here is refused, although origin and host agree", async () => {
  const { url, heard } = await network();
  const status = async (host: string) => {
    const headers = { "content-type": "application/json", host, origin: `http://${host}` };
    // Not by fetch, which sets the host itself.
    const asked = request(`${url}/phone/text`, { method: "POST", headers }).end(text);
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  expect(await status("evil.example")).toBe(403);
  expect(heard).toEqual([]);
  expect([await status("localhost:3000"), await status("[::1]:3000")]).toEqual([200, 200]);
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

const MENU = '<Gather numDigits="1" action="/twilio/voice/turn?n=1"><Play>/audio/sw/menu.wav</Play></Gather>';

function act(url: string, name: string, body: object) {
  const headers = { "content-type": "application/json" };
  return fetch(`${url}/phone/call${name}`, { method: "POST", headers, body: JSON.stringify(body) });
}

test("a call is begun, answered by keys or silence, asked for again and hung up; the news tell of it", async () => {
  const { url, texts } = await network({}, { "/twilio/voice": MENU, "/twilio/voice/turn?n=1": MENU });
  const { call } = (await (await act(url, "", { from: HANDSET, to: OURS })).json()) as { call: { sid: string } };
  const { sid } = call;
  expect(call).toMatchObject({ status: "in-progress", heard: [{ verb: "play", url: "/audio/sw/menu.wav" }] });
  const pressed = await (await act(url, "/press", { sid, keys: "x1" })).json();
  expect(pressed).toMatchObject({ call: { heard: { length: 2 }, listening: { turn: 3 } } });
  expect(await (await act(url, "/silence", { sid, turn: 1 })).json()).toMatchObject({ call: { end: null } });
  expect(await (await act(url, "/again", { sid })).json()).toEqual({ status: 200, isSame: true });
  const { status } = await act(url, "/hang-up", { sid });
  expect(status).toBe(200);
  expect(texts("/twilio/voice/turn").map(({ fields }) => fields["Digits"])).toEqual(["1", "1"]);
  expect(await newsOf(url, 0)).toMatchObject({ calls: [{ sid, status: "completed", end: { by: "person" } }] });
});

test.each([
  ["another site's script", "", { from: HANDSET, to: OURS }, 403],
  ["a number that is not ours", "", { from: HANDSET, to: "+15550001111" }, 400],
  ["a call there is not", "/press", { sid: "CA0", keys: "1" }, 404],
  ["a call that does not ring", "/answer", { sid: "CA0" }, 404],
  ["a request there was not", "/again", { sid: "CA0" }, 404],
])("%s rings nothing", async (who, name, body, status) => {
  const { url, heard } = await network();
  const origin = who.includes("site") ? "https://evil.example" : url;
  const headers = { "content-type": "application/json", origin };
  const answer = await fetch(`${url}/phone/call${name}`, { method: "POST", headers, body: JSON.stringify(body) });
  expect(answer.status).toBe(status);
  expect(heard).toEqual([]);
});
