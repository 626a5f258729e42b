import Koa from "koa";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, test } from "vitest";
import type { Answered, Outgoing } from "../../../src/simulator/network.ts";
import { accountSid, authToken, into, lines, response, to, virtualPhones } from "../virtual-phone.ts";

const HANDSET = "+919812300001";
const OURS = "+919876500101";

/** Phones beside a gateway that answers each path as told, and remembers what it was asked. */
function phones(pages: Readonly<Record<string, string>>, clock = () => 0) {
  const asked: { readonly path: string; readonly fields: Readonly<Record<string, string>> }[] = [];
  const provider = virtualPhones({
    clock,
    carry: to((path, fields) => {
      asked.push({ path, fields });
      return response(pages[path] ?? "");
    }),
  });
  return { provider, asked, paths: () => asked.map(({ path }) => path) };
}

const MENU = `<Gather numDigits="1" action="/turn?n=1" actionOnEmptyResult="true" timeout="7"><Say>Press 1</Say></Gather>`;

describe("a call to us", () => {
  test("asks, signed, for a document with the fields that Twilio sends", async () => {
    const seen: Outgoing[] = [];
    const carry = async (request: Outgoing): Promise<Answered> => {
      seen.push(request);
      return { status: 200, type: "text/xml; charset=utf-8", body: response(MENU) };
    };
    await virtualPhones({ carry }).call(HANDSET, OURS);
    const [request] = seen;
    expect(request?.url).toBe("https://gateway.example/twilio/voice");
    expect(request?.fields).toMatchObject({
      ...{ AccountSid: accountSid, ApiVersion: "2010-04-01", CallStatus: "ringing", Direction: "inbound" },
      ...{ From: HANDSET, To: OURS, Caller: HANDSET, Called: OURS, FromCountry: "IN", ToCity: "" },
      CallSid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
    });
    const signature = request?.headers["X-Twilio-Signature"] ?? "";
    expect(validateRequest(authToken, signature, request?.url ?? "", request?.fields ?? {})).toBe(true);
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual(request?.fields);
  });

  test("is answered by its first document, and listens", async () => {
    const { provider } = phones({ "/twilio/voice": `<Say language="hi-IN">नमस्ते</Say><Pause/>${MENU}` });
    const line = await provider.call(HANDSET, OURS);
    expect(lines(line.call.heard)).toEqual(["hi-IN: नमस्ते", "pause 1", "en-US: Press 1"]);
    expect(line.call.heard.map(({ canPress }) => canPress)).toEqual([false, false, true]);
    expect(line.call).toMatchObject({ status: "in-progress", listening: { digits: "", numDigits: 1, timeout: 7 } });
    expect(provider.lineAt(HANDSET)).toBe(line);
  });

  test("takes a single key to the action, relative to the document's own address", async () => {
    const pages = { "/twilio/voice": MENU.replace("/turn", "voice/turn"), "/twilio/voice/turn?n=1": "<Hangup/>" };
    const { provider, asked, paths } = phones(pages);
    const line = await provider.call(HANDSET, OURS);
    await line.press("2");
    expect(paths()).toEqual(["/twilio/voice", "/twilio/voice/turn?n=1", "/twilio/voice/status"]);
    expect(asked[1]?.fields).toMatchObject({ Digits: "2", CallStatus: "in-progress", msg: "Gather End" });
    expect(line.call).toMatchObject({ status: "completed", end: { by: "hangup" }, listening: null });
    expect(provider.lineAt(HANDSET)).toBeUndefined();
  });

  test("takes many keys up to the finishing key, which is no part of them", async () => {
    const pages = { "/twilio/voice": '<Gather action="/code"/>', "/code": MENU };
    const { provider, asked } = phones(pages);
    const line = await provider.call(HANDSET, OURS);
    expect(await line.press("98*1")).toEqual([]);
    expect(line.call.listening?.digits).toBe("98*1");
    expect(lines(await line.press("1#"))).toEqual(["en-US: Press 1"]);
    expect(asked[1]?.fields).toMatchObject({ Digits: "98*11", FinishedOnKey: "#" });
  });

  test("takes the finishing key alone as an empty answer", async () => {
    const { provider, asked } = phones({ "/twilio/voice": '<Gather action="/code"/>', "/code": MENU });
    await (await provider.call(HANDSET, OURS)).press("#");
    expect(asked[1]).toMatchObject({ path: "/code", fields: { Digits: "" } });
  });

  test("takes every key where none finishes", async () => {
    const { provider, asked } = phones({ "/twilio/voice": '<Gather finishOnKey="" numDigits="3" action="/code"/>' });
    await (await provider.call(HANDSET, OURS)).press("1#*");
    expect(asked[1]?.fields).toMatchObject({ Digits: "1#*" });
  });

  test("takes keys that were pressed before a silence", async () => {
    const { provider, asked } = phones({ "/twilio/voice": '<Gather numDigits="4" action="/pin"/>' });
    const line = await provider.call(HANDSET, OURS);
    await line.press("98");
    await line.silence();
    expect(asked[1]).toMatchObject({ path: "/pin", fields: { Digits: "98" } });
  });

  test("takes silence as an answer only where the question says so, and falls through elsewhere", async () => {
    const option = (n: number) => `<Gather numDigits="1" action="/o?o=${n}"><Say>Option ${n}</Say></Gather>`;
    const pages = { "/twilio/voice": `${option(1)}${option(2)}<Redirect>/again</Redirect>`, "/again": MENU };
    const { provider, asked, paths } = phones(pages);
    const line = await provider.call(HANDSET, OURS);
    expect(lines(await line.silence())).toEqual(["en-US: Option 2"]);
    expect(lines(await line.silence())).toEqual(["en-US: Press 1"]);
    expect(asked[1]?.fields).not.toHaveProperty("Digits");
    await line.silence();
    expect(paths().slice(0, 3)).toEqual(["/twilio/voice", "/again", "/turn?n=1"]);
    expect(asked[2]?.fields).toMatchObject({ Digits: "" });
  });

  test("takes the option that was just heard", async () => {
    const option = (n: number) => `<Gather numDigits="1" action="/o?o=${n}"/>`;
    const { provider, paths } = phones({ "/twilio/voice": option(1) + option(2) });
    const line = await provider.call(HANDSET, OURS);
    await line.silence();
    await line.press("5");
    expect(paths()[1]).toBe("/o?o=2");
  });

  test("knows a silence that was meant for an earlier question, or for fewer keys", async () => {
    const { provider, paths } = phones({ "/twilio/voice": '<Gather numDigits="3" action="/pin"/>' });
    const line = await provider.call(HANDSET, OURS);
    const turn = line.call.listening?.turn;
    await line.press("1");
    await line.silence(turn);
    expect(paths()).toEqual(["/twilio/voice"]);
    await line.silence(line.call.listening?.turn);
    expect(paths()).toContain("/pin");
  });

  test("keeps the order of keys and of the rest although nobody waits between them", async () => {
    const { provider, asked } = phones({ "/twilio/voice": '<Gather action="/a"/>', "/a": '<Gather action="/b"/>' });
    const line = await provider.call(HANDSET, OURS);
    await Promise.all([line.press("12#"), line.press("34"), line.silence()]);
    expect(asked.slice(1, 3).map(({ path, fields }) => `${path} ${fields["Digits"]}`)).toEqual(["/a 12", "/b 34"]);
  });

  test("ends at the end of a document, and its end is reported once", async () => {
    let now = Date.UTC(2026, 10, 25, 8);
    const { provider, asked } = phones({ "/twilio/voice": MENU, "/turn?n=1": "<Say>Bye</Say>" }, () => now);
    const line = await provider.call(HANDSET, OURS);
    now += 61_500;
    await line.press("1");
    await line.hangUp();
    expect(line.call).toMatchObject({ status: "completed", end: { by: "end-of-document" } });
    expect(asked.slice(2)).toMatchObject([
      {
        path: "/twilio/voice/status",
        fields: {
          ...{ CallStatus: "completed", CallbackSource: "call-progress-events", SequenceNumber: "0" },
          ...{ CallDuration: "62", Duration: "2", Timestamp: "Wed, 25 Nov 2026 08:01:01 +0000", Direction: "inbound" },
        },
      },
    ]);
  });

  test("that is dropped is over at once, whatever the gateway is about to say", async () => {
    let answer = (_: string) => {};
    const provider = virtualPhones({
      carry: to((path) =>
        path === "/turn?n=1"
          ? new Promise((resolve) => {
              answer = resolve;
            })
          : response(MENU),
      ),
    });
    const line = await provider.call(HANDSET, OURS);
    const pressed = line.press("1");
    await new Promise(setImmediate);
    await line.hangUp();
    answer(response("<Say>Too late</Say>"));
    expect(await pressed).toEqual([]);
    expect(line.call).toMatchObject({ status: "completed", end: { by: "person" } });
    expect(await line.press("1")).toEqual([]);
  });

  test("can have its last request sent again, and says whether the bytes are the same", async () => {
    let served = 0;
    const { provider, asked } = phones({ "/twilio/voice": MENU, "/turn?n=1": MENU });
    const line = await provider.call(HANDSET, OURS);
    await line.press("1");
    expect(await line.again()).toMatchObject({ status: 200, isSame: true, body: response(MENU) });
    expect(asked[2]).toEqual(asked[1]);
    const careless = virtualPhones({ carry: to(() => response(`${MENU}<Say>${++served}</Say>`)) });
    expect(await (await careless.call(HANDSET, OURS)).again()).toMatchObject({ isSame: false });
  });
});

describe("an application error", () => {
  test.each([
    ["a broken document", 12100, { status: 200, type: "text/xml", body: "<Response>" }],
    ["an unknown verb", 12200, { status: 200, type: "text/xml", body: response("<Sing/>") }],
    ["something that is no XML by its type", 12300, { status: 200, type: "text/html", body: response(MENU) }],
    ["a failing gateway", 11200, { status: 500, type: "text/xml", body: response(MENU) }],
    [
      "an address that makes no sense",
      11100,
      { status: 200, type: "text/xml", body: response("<Redirect>http://</Redirect>") },
    ],
  ])("ends a call that gets %s, with code %i", async (_, code, answered) => {
    const line = await virtualPhones({ carry: async () => answered }).call(HANDSET, OURS);
    expect(line.call).toMatchObject({ status: "completed", end: { by: "error", code, problem: expect.any(String) } });
  });

  test("ends a call that is led in a circle", async () => {
    const { provider, asked } = phones({ "/twilio/voice": "<Redirect>/twilio/voice</Redirect>" });
    const line = await provider.call(HANDSET, OURS);
    expect(line.call.end).toMatchObject({ by: "error", code: 11215 });
    expect(asked).toHaveLength(22);
  });
});

describe("a missed call", () => {
  test("that is rejected costs nothing and ends as busy", async () => {
    const { provider, paths, asked } = phones({ "/twilio/missed-call": '<Reject reason="busy"/>' });
    const { call } = await provider.missedCall(HANDSET, OURS);
    expect(call).toMatchObject({ status: "busy", answeredAt: null, end: { by: "reject" } });
    expect(paths()).toEqual(["/twilio/missed-call", "/twilio/voice/status"]);
    expect(asked[0]?.fields).toMatchObject({ CallStatus: "ringing" });
    expect(asked[1]?.fields).toMatchObject({ CallStatus: "busy", CallDuration: "0" });
  });

  test("that is answered by mistake is charged, and hung up", async () => {
    const { provider } = phones({ "/twilio/missed-call": MENU });
    const { call } = await provider.missedCall(HANDSET, OURS);
    expect(call).toMatchObject({ status: "completed", answeredAt: 0, end: { by: "person" } });
  });

  test("is answered where the rejection comes too late in the document", async () => {
    const { provider } = phones({ "/twilio/missed-call": '<Say>Hi</Say><Reject reason="busy"/>' });
    expect((await provider.missedCall(HANDSET, OURS)).call).toMatchObject({ status: "completed", answeredAt: 0 });
  });
});

test("phones ring a server in this process without a port", async () => {
  const app = new Koa().use((ctx) => {
    ctx.type = "text/xml";
    ctx.body = response(ctx.path === "/twilio/voice" ? MENU : "<Hangup/>");
  });
  const line = await virtualPhones({ carry: into(app.callback()) }).call(HANDSET, OURS);
  await line.press("1");
  expect(line.call.end).toEqual({ by: "hangup" });
});

test("an error of a test's own gateway reaches the test", async () => {
  const provider = virtualPhones({
    carry: to(() => {
      throw new Error("no such path");
    }),
  });
  await expect(provider.call(HANDSET, OURS)).rejects.toThrow("no such path");
});
