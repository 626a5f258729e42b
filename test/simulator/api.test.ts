import { describe, expect, test, vi } from "vitest";
import { NO_FAULTS } from "../../src/simulator/faults.ts";
import { clientOf, HANDSET, network, OURS } from "./network.ts";

const message = { from: OURS, to: HANDSET, body: "Your visit is tomorrow" };

describe("Twilio's own client", () => {
  test("creates a message, reads it and lists it", async () => {
    const { client, publicUrl, texts } = await network();
    const created = await client.messages.create({ ...message, statusCallback: `${publicUrl}/twilio/sms/status` });
    expect(created).toMatchObject({ ...message, status: "queued", direction: "outbound-api", errorCode: null });
    expect(created.dateCreated).toBeInstanceOf(Date);
    await vi.waitFor(() => expect(texts("/twilio/sms/status")).toHaveLength(2));
    expect(await client.messages(created.sid).fetch()).toMatchObject({
      sid: created.sid,
      status: "delivered",
      numSegments: "1",
    });
    await client.messages.create({ ...message, to: "+919812300002" });
    expect((await client.messages.list()).map(({ to }) => to)).toEqual(["+919812300002", HANDSET]);
    expect(await client.messages.list({ to: HANDSET })).toHaveLength(1);
    expect(await client.messages.list({ from: HANDSET })).toEqual([]);
  });

  test("reads a long list page by page and misses none, whatever is added meanwhile", async () => {
    const { client, provider } = await network();
    for (let n = 0; n < 5; n++) provider.send({ ...message, body: String(n) }, null);
    const first = await client.messages.page({ to: HANDSET, pageSize: 2 });
    provider.send({ ...message, body: "new" }, null);
    const second = await first.nextPage();
    expect([...first.instances, ...(second?.instances ?? [])].map(({ body }) => body)).toEqual(["4", "3", "2", "1"]);
    expect((await client.messages.list({ pageSize: 2 })).map(({ body }) => body)).toEqual(["new", ..."43210"]);
    expect(await client.messages.list({ limit: 3, pageSize: 2 })).toHaveLength(3);
  });

  test("lists by the day or the moment of sending, limits included", async () => {
    let now = Date.UTC(2026, 10, 23, 23, 59, 59);
    const { client, provider } = await network({ clock: () => now });
    provider.send({ ...message, body: "Monday" }, null);
    now = Date.UTC(2026, 10, 24, 8);
    provider.send({ ...message, body: "Tuesday" }, null);
    const bodies = async (wish: Parameters<typeof client.messages.list>[0]) =>
      (await client.messages.list(wish)).map(({ body }) => body);
    expect(await bodies({ dateSent: new Date(Date.UTC(2026, 10, 24)) })).toEqual(["Tuesday"]);
    expect(await bodies({ dateSentBefore: new Date(Date.UTC(2026, 10, 24, 7, 59)) })).toEqual(["Monday"]);
    expect(await bodies({ dateSentAfter: new Date(now) })).toEqual(["Tuesday"]);
    expect(await bodies({ dateSentAfter: new Date(now + 1_000) })).toEqual([]);
  });

  test.each([
    [21211, 400, "a number that is none", { ...message, to: "12345" }],
    [21606, 400, "a sender that is not ours", { ...message, from: "+919876599999" }],
    [21608, 400, "a handset that a trial account has not verified", { ...message, to: "+919812300009" }],
    [21602, 400, "an empty body", { ...message, body: "" }],
    [21617, 400, "a body over 1600 characters", { ...message, body: "x".repeat(1_601) }],
  ])("is told %i (%i) for %s", async (code, status, _, request) => {
    const { client, provider } = await network({ verified: new Set([HANDSET]) });
    await expect(client.messages.create(request)).rejects.toMatchObject({ code, status });
    expect(provider.messages.all()).toEqual([]);
  });

  test("is told 21610 for a handset that has stopped us, until it starts us again", async () => {
    const { client, provider } = await network({ carrierWords: new Set([OURS]) });
    await provider.text(HANDSET, OURS, "STOP");
    await expect(client.messages.create(message)).rejects.toMatchObject({ code: 21610 });
    await provider.text(HANDSET, OURS, "START");
    await expect(client.messages.create(message)).resolves.toMatchObject({ status: "queued" });
  });

  test("is told 20404 for a message or call there is not, and 20003 with a wrong token", async () => {
    const { client, url } = await network();
    await expect(client.messages("SM00").fetch()).rejects.toMatchObject({ code: 20404, status: 404 });
    await expect(clientOf(url, "wrong").messages.create(message)).rejects.toMatchObject({ code: 20003, status: 401 });
    await expect(client.calls("CA00").fetch()).rejects.toMatchObject({ code: 20404, status: 404 });
  });

  test.each([21211, 21408, 21610, 21612, 21614] as const)("is told %i for a handset that is set so", async (texts) => {
    const { client, provider } = await network();
    provider.handsets.set(HANDSET, { texts });
    await expect(client.messages.create(message)).rejects.toMatchObject({ code: texts, status: 400 });
    expect(provider.messages.all()).toEqual([]);
  });

  test.each([30003, 30004, 30005, 30006, 30007, 30008, 30017] as const)(
    "finds %i on what a handset lost",
    async (texts) => {
      const { client, provider } = await network();
      provider.handsets.set(HANDSET, { texts });
      const { sid } = await client.messages.create(message);
      await provider.idle();
      expect(await client.messages(sid).fetch()).toMatchObject({
        ...{ status: "undelivered", errorCode: texts, errorMessage: expect.any(String) },
      });
    },
  );

  test.each([
    ["unreachable", 30003],
    ["filtered", 30007],
    ["unexplained", 30008],
  ])("finds what was lost because it was %s", async (fault, errorCode) => {
    const { client, provider } = await network({ faults: { ...NO_FAULTS, [fault]: 1 } });
    const { sid } = await client.messages.create(message);
    await provider.idle();
    expect(await client.messages(sid).fetch()).toMatchObject({ status: "undelivered", errorCode });
  });

  test.each([
    [20429, 429, { ...NO_FAULTS, tooMany: 1 }],
    [20500, 500, { ...NO_FAULTS, broken: 1 }],
  ])("is told %i (%i) when that fault is on, and nothing is sent", async (code, status, faults) => {
    const { client, provider } = await network({ faults });
    await expect(client.messages.create(message)).rejects.toMatchObject({ code, status });
    expect(provider.messages.all()).toEqual([]);
  });

  test.each([
    ["was sent", "sentSilently", 1],
    ["was not sent", "dropped", 0],
  ])("cannot know that a message %s when the connection is cut", async (_, fault, sent) => {
    const { client, provider } = await network({ faults: { ...NO_FAULTS, [fault]: 1 } });
    await expect(client.messages.create(message)).rejects.toThrow();
    expect(provider.messages.all()).toHaveLength(sent);
  });
});
