import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, test } from "vitest";
import { NO_FAULTS } from "../../../src/simulator/faults.ts";
import { HANDSET, network, OURS } from "../network.ts";
import { authToken, lines } from "../virtual-phone.ts";

const MENU = '<Gather numDigits="1" action="/twilio/voice/turn?n=1"><Say>Press 1</Say></Gather>';
const DOCUMENTS = { "/twilio/voice": MENU, "/twilio/voice/turn?n=1": "<Say>Bye</Say><Hangup/>" };
const EVENTS = ["initiated", "ringing", "answered", "completed"];

async function calling(options: Parameters<typeof network>[0] = {}) {
  const all = await network(options, DOCUMENTS);
  const url = `${all.publicUrl}/twilio/voice`;
  const order = { from: OURS, to: HANDSET, url, statusCallback: `${url}/status`, statusCallbackEvent: EVENTS };
  return { ...all, order, progress: () => all.texts("/twilio/voice/status").map(({ fields }) => fields) };
}

describe("Twilio's own client", () => {
  test("calls a handset that answers, and is told of its progress in order", async () => {
    const { client, provider, order, progress, texts } = await calling();
    provider.handsets.set(HANDSET, { calls: "answers" });
    const created = await client.calls.create(order);
    expect(created).toMatchObject({ from: OURS, to: HANDSET, status: "queued", direction: "outbound-api" });
    await provider.idle();
    const line = provider.line(created.sid);
    expect(lines(line?.call.heard ?? [])).toEqual(["en-US: Press 1"]);
    expect(texts("/twilio/voice")[0]?.fields).toMatchObject({
      ...{ CallSid: created.sid, CallStatus: "in-progress", Direction: "outbound-api" },
      ...{ From: OURS, To: HANDSET, Called: HANDSET },
    });
    expect(await client.calls(created.sid).fetch()).toMatchObject({ status: "in-progress", endTime: null });
    await line?.press("1");
    expect(progress().map(({ CallStatus, SequenceNumber }) => `${SequenceNumber} ${CallStatus}`)).toEqual([
      ...["0 initiated", "1 ringing", "2 in-progress", "3 completed"],
    ]);
    expect(progress().map(({ CallDuration }) => CallDuration !== undefined)).toEqual([false, false, false, true]);
    const done = await client.calls(created.sid).fetch();
    expect(done).toMatchObject({ status: "completed", duration: expect.stringMatching(/^\d+$/) });
    expect(done.startTime).toBeInstanceOf(Date);
    expect(done.endTime).toBeInstanceOf(Date);
  });

  test("has reports that its own library takes for signed", async () => {
    const { client, provider, order, texts, publicUrl } = await calling();
    await client.calls.create({ ...order, statusCallback: `${order.statusCallback}?m=7` });
    await provider.idle();
    for (const { headers, fields, url } of texts("/twilio/voice/status")) {
      expect(url).toBe("/twilio/voice/status?m=7");
      expect(validateRequest(authToken, String(headers["x-twilio-signature"]), publicUrl + url, fields)).toBe(true);
    }
  });

  test("is told only of the end, unless it asks for more", async () => {
    const { client, provider, order, progress } = await calling();
    provider.handsets.set(HANDSET, { calls: "busy" });
    await client.calls.create({ from: OURS, to: HANDSET, url: order.url, statusCallback: order.statusCallback });
    await provider.idle();
    expect(progress()).toMatchObject([{ CallStatus: "busy", SequenceNumber: "0", CallDuration: "0" }]);
  });

  test.each([
    ["busy", "busy", ["initiated", "busy"]],
    ["no-answer", "no-answer", ["initiated", "ringing", "no-answer"]],
    ["unreachable", "failed", ["initiated", "failed"]],
  ] as const)("learns that a handset is %s", async (calls, status, reported) => {
    const { client, provider, order, progress, texts } = await calling();
    provider.handsets.set(HANDSET, { calls });
    const { sid } = await client.calls.create(order);
    await provider.idle();
    expect(await client.calls(sid).fetch()).toMatchObject({ status, duration: "0", startTime: null });
    expect(progress().map(({ CallStatus }) => CallStatus)).toEqual(reported);
    expect(texts("/twilio/voice")).toEqual([]);
  });

  test("finds a handset busy that is talking to us", async () => {
    const { client, provider, order } = await calling();
    await provider.call(HANDSET, OURS);
    const { sid } = await client.calls.create(order);
    await provider.idle();
    expect(await client.calls(sid).fetch()).toMatchObject({ status: "busy" });
  });

  test("finds a handset busy that another call of the same moment rings already", async () => {
    const { provider, order } = await calling();
    const script = { url: order.url };
    const both = { from: OURS, to: HANDSET, script, timeout: 30, statusUrl: null, events: new Set<never>() };
    const calls = [provider.dial(both), provider.dial(both)];
    await provider.idle();
    expect(calls.map(({ sid }) => provider.calls.find(sid)?.status)).toEqual(["ringing", "busy"]);
  });

  test("waits while a handset rings, until the person answers or refuses", async () => {
    const { client, provider, order, progress } = await calling();
    const first = await client.calls.create(order);
    await provider.idle();
    expect(await client.calls(first.sid).fetch()).toMatchObject({ status: "ringing" });
    const line = await provider.answer(first.sid);
    expect(line?.call).toMatchObject({ status: "in-progress", listening: { numDigits: 1 } });
    expect(await provider.answer(first.sid)).toBeNull();
    await line?.hangUp();
    const second = await client.calls.create(order);
    await provider.idle();
    await provider.lineAt(HANDSET)?.hangUp();
    expect(await client.calls(second.sid).fetch()).toMatchObject({ status: "busy" });
    expect(progress().at(-1)).toMatchObject({ CallSid: second.sid, CallStatus: "busy", SequenceNumber: "2" });
  });

  test("plays a document that came with the order, and reads it like any other", async () => {
    const { client, provider, publicUrl } = await calling();
    provider.handsets.set(HANDSET, { calls: "answers" });
    const twiml = `<Response><Gather numDigits="1" action="${publicUrl}/twilio/voice/turn?n=1"/></Response>`;
    const { sid } = await client.calls.create({ from: OURS, to: HANDSET, twiml });
    await provider.idle();
    expect(lines((await provider.line(sid)?.press("1")) ?? [])).toEqual(["en-US: Bye"]);
  });

  test("ends a call, diverts one, and cancels only what was not answered", async () => {
    const { client, provider, order } = await calling();
    provider.handsets.set(HANDSET, { calls: "answers" });
    const { sid } = await client.calls.create(order);
    await provider.idle();
    await client.calls(sid).update({ status: "canceled" });
    expect(provider.line(sid)?.call.end).toBeNull();
    await client.calls(sid).update({ twiml: "<Response><Say>Elsewhere</Say><Gather/></Response>" });
    expect(lines(provider.line(sid)?.call.heard ?? [])).toEqual(["en-US: Press 1", "en-US: Elsewhere"]);
    expect(await client.calls(sid).update({ status: "completed" })).toMatchObject({ status: "completed" });
    await expect(client.calls(sid).update({ status: "completed" })).rejects.toMatchObject({ code: 21220 });
    provider.handsets.set(HANDSET, { calls: "rings" });
    const ringing = await client.calls.create(order);
    await provider.idle();
    expect(await client.calls(ringing.sid).update({ status: "canceled" })).toMatchObject({ status: "canceled" });
    expect(await provider.answer(ringing.sid)).toBeNull();
  });

  test("lists calls by number, status and day, page by page", async () => {
    let now = Date.UTC(2026, 10, 23, 12);
    const { client, provider, order } = await calling({ clock: () => now });
    provider.handsets.set(HANDSET, { calls: "busy" });
    for (const to of [HANDSET, "+919812300002", HANDSET]) await client.calls.create({ ...order, to });
    now = Date.UTC(2026, 10, 24, 12);
    await client.calls.create(order);
    await provider.idle();
    expect((await client.calls.list({ pageSize: 2 })).map(({ to }) => to.slice(-1))).toEqual(["1", "1", "2", "1"]);
    expect(await client.calls.list({ to: HANDSET, status: "busy" })).toHaveLength(3);
    expect(await client.calls.list({ status: "completed" })).toEqual([]);
    expect(await client.calls.list({ startTime: new Date(now) })).toHaveLength(1);
    expect(await client.calls.list({ startTimeBefore: new Date(Date.UTC(2026, 10, 23, 13)) })).toHaveLength(3);
    expect(await client.calls.list({ startTimeAfter: new Date(now), to: "+919812300002" })).toEqual([]);
  });

  test.each([
    [21211, "a number that is none", { to: "12345" }],
    [21210, "a caller that is not ours", { from: "+919876599999" }],
    [21219, "a handset that a trial account has not verified", { to: "+919812300009" }],
    [21205, "no document", { url: undefined }],
    [21205, "a document that is too long", { url: undefined, twiml: "x".repeat(4_001) }],
  ])("is told %i for %s, and nothing rings", async (code, _, change) => {
    const { client, provider, order } = await calling({ verified: new Set([HANDSET]) });
    // The library itself insists on a document: an empty address passes it.
    const request = { ...order, ...change } as typeof order;
    const wish = request.url === undefined && !("twiml" in request) ? { ...request, url: "nonsense" } : request;
    await expect(client.calls.create(wish)).rejects.toMatchObject({ code, status: 400 });
    expect(provider.calls.all()).toEqual([]);
  });

  test.each([21214, 21215, 21217] as const)("is told %i for a handset that is set so", async (calls) => {
    const { client, provider, order } = await calling();
    provider.handsets.set(HANDSET, { calls });
    await expect(client.calls.create(order)).rejects.toMatchObject({ code: calls, status: 400 });
  });
});

describe("faults", () => {
  test.each([
    ["engaged", "busy"],
    ["unanswered", "no-answer"],
  ])("%s make a call end as %s", async (fault, status) => {
    const { client, provider, order } = await calling({ faults: { ...NO_FAULTS, [fault]: 1 } });
    const { sid } = await client.calls.create(order);
    await provider.idle();
    expect(await client.calls(sid).fetch()).toMatchObject({ status });
  });

  test("shuffle the reports of a call, whose numbers still tell their order", async () => {
    const { client, provider, order, progress } = await calling({ faults: { ...NO_FAULTS, shuffled: 1 } });
    provider.handsets.set(HANDSET, { calls: "answers" });
    await client.calls.create(order);
    await provider.idle();
    await provider.lineAt(HANDSET)?.hangUp();
    expect(progress().map(({ SequenceNumber }) => SequenceNumber)).toEqual(["1", "0", "3", "2"]);
  });

  test("keep the reports of a call back until the next one's", async () => {
    // With this seed the first call is late and the second is not.
    const { client, provider, order, progress } = await calling({ seed: 3, faults: { ...NO_FAULTS, late: 0.5 } });
    provider.handsets.set(HANDSET, { calls: "busy" });
    const first = await client.calls.create(order);
    await provider.idle();
    expect(progress()).toEqual([]);
    const second = await client.calls.create(order);
    await provider.idle();
    const sids = [second.sid, second.sid, first.sid, first.sid];
    expect(progress().map(({ CallSid }) => CallSid)).toEqual(sids);
  });

  test.each([
    ["rang", "sentSilently", 1],
    ["did not ring", "dropped", 0],
  ])("hide that a call %s, by silence as by a cut connection", async (_, fault, rang) => {
    for (const mute of [0, 1]) {
      const { client, provider, order } = await calling({ faults: { ...NO_FAULTS, [fault]: 1, mute } });
      await expect(client.calls.create(order)).rejects.toThrow(mute ? /timeout/ : /socket hang up|ECONNRESET/);
      expect(provider.calls.all()).toHaveLength(rang);
    }
  });

  test("keep what was sent off the lists for half a minute", async () => {
    let now = 0;
    const faults = { ...NO_FAULTS, lagging: 1 };
    const { client, order } = await calling({ faults, clock: () => now });
    const { sid } = await client.calls.create(order);
    const text = await client.messages.create({ from: OURS, to: HANDSET, body: "Hi" });
    const listed = async () =>
      [...(await client.calls.list()), ...(await client.messages.list())].map((one) => one.sid);
    now = 29_999;
    expect(await listed()).toEqual([]);
    expect((await client.calls(sid).fetch()).sid).toBe(sid);
    now = 30_000;
    expect(await listed()).toEqual([sid, text.sid]);
  });
});
