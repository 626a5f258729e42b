import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { twilioCalls, twilioTexts } from "../../../src/channels/twilio/send.ts";
import type { Outbound } from "../../../src/core/delivery.ts";
import { clientOf, HANDSET, OURS } from "../../simulator/network.ts";
import { accountSid, authToken } from "../../simulator/virtual-phone.ts";

const publicUrl = "https://gateway.example";
const text: Outbound = { id: 7, to: HANDSET, sender: OURS, body: "नमस्ते & hello +1" };

/** A server that notes what is asked of it and answers as told. */
async function recorder(status = 201, answer: unknown = { sid: "SM1" }) {
  const asked: { readonly url?: string | undefined; readonly auth?: string | undefined; readonly form: string[] }[] =
    [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = [...new URLSearchParams(Buffer.concat(chunks).toString("utf8"))].map(([k, v]) => `${k}=${v}`).sort();
    asked.push({ url: request.url, auth: request.headers.authorization, form });
    if (status === 0) return void request.socket.destroy();
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const account = { accountSid, authToken, apiUrl, publicUrl };
  return { asked, account, client: clientOf(apiUrl, authToken) };
}

test("a text is asked for exactly as Twilio's own client does", async () => {
  const { asked, account, client } = await recorder();
  await twilioTexts(account).send(text);
  await client.messages.create({
    ...{ to: HANDSET, from: OURS, body: text.body ?? "" },
    statusCallback: `${publicUrl}/twilio/sms/status?m=7`,
  });
  expect(asked[0]).toEqual(asked[1]);
  expect(asked[0]?.form).toHaveLength(4);
});

test("a call is asked for exactly as Twilio's own client does", async () => {
  const { asked, account, client } = await recorder();
  await twilioCalls(account).send({ ...text, body: null });
  await client.calls.create({
    ...{ to: HANDSET, from: OURS, url: `${publicUrl}/twilio/voice?m=7`, timeout: 30 },
    statusCallback: `${publicUrl}/twilio/voice/status?m=7`,
    statusCallbackEvent: ["initiated", "ringing", "answered", "completed"],
  });
  expect(asked[0]).toEqual(asked[1]);
});

test("the list is asked for as Twilio's own client does", async () => {
  const { asked, account, client } = await recorder(200, { messages: [], calls: [], next_page_uri: null });
  const sought = { to: HANDSET, sender: OURS, since: 0, isText: () => true, isOther: async () => false };
  expect(await twilioTexts(account).find(sought)).toEqual({ providerId: null });
  expect(await twilioCalls(account).find(sought)).toEqual({ providerId: null });
  await client.messages.list({ to: HANDSET, pageSize: 100 });
  await client.calls.list({ to: HANDSET, pageSize: 100 });
  const paths = asked.map(({ url }) => new URL(url ?? "", "http://x"));
  for (const nth of [0, 1]) {
    expect(paths[nth]?.pathname).toBe(paths[nth + 2]?.pathname);
    expect([...(paths[nth]?.searchParams ?? [])].sort()).toEqual([...(paths[nth + 2]?.searchParams ?? [])].sort());
  }
});

test("what names no number of ours goes out from what the account has", async () => {
  const { asked, account } = await recorder();
  const messagingServiceSid = `MG${"3".repeat(32)}`;
  await twilioTexts({ ...account, smsFrom: "CLINIC" }).send({ ...text, sender: "" });
  await twilioTexts({ ...account, messagingServiceSid }).send({ ...text, sender: "" });
  await twilioCalls({ ...account, voiceFrom: "+15005550006" }).send({ ...text, sender: "" });
  expect(asked[0]?.form).toContain("From=CLINIC");
  expect(asked[1]?.form).toContain(`MessagingServiceSid=${messagingServiceSid}`);
  expect(asked[1]?.form.some((field) => field.startsWith("From="))).toBe(false);
  expect(asked[2]?.form).toContain("From=+15005550006");
});

test.each([
  [201, { sid: "SM1" }, { result: "accepted", providerId: "SM1" }],
  [201, {}, { result: "unknown" }],
  [201, "<html>", { result: "unknown" }],
  [500, { code: 20500 }, { result: "unknown" }],
  [503, "busy", { result: "unknown" }],
  [0, {}, { result: "unknown" }],
  [429, {}, { result: "refused", trouble: "rate", scope: "kind", code: "429" }],
  [429, { code: 20429 }, { result: "refused", trouble: "rate", scope: "kind", code: "20429" }],
  [401, { code: 20003 }, { result: "refused", trouble: "configuration", scope: "kind", code: "20003" }],
  [403, {}, { result: "refused", trouble: "configuration", scope: "kind", code: "403" }],
  [400, { code: 21610 }, { result: "refused", trouble: "opted_out", scope: "message", code: "21610" }],
  [400, { code: 21614 }, { result: "refused", trouble: "permanent", scope: "message", code: "21614" }],
  [400, { code: 21606 }, { result: "refused", trouble: "configuration", scope: "sender", code: "21606" }],
  [400, { code: 21611 }, { result: "refused", trouble: "rate", scope: "sender", code: "21611" }],
  [400, { code: 63038 }, { result: "refused", trouble: "rate", scope: "kind", code: "63038" }],
  [400, { code: 99999 }, { result: "refused", trouble: "unknown", scope: "message", code: "99999" }],
  [404, {}, { result: "refused", trouble: "unknown", scope: "message", code: "404" }],
])("%i with %j comes to %j", async (status, answer, result) => {
  const { account } = await recorder(status, answer);
  expect(await twilioTexts(account).send(text)).toMatchObject(result);
});

test("a provider that cannot be reached has surely sent nothing", async () => {
  const gone = createServer().listen(0, "127.0.0.1");
  await once(gone, "listening");
  const { port } = gone.address() as AddressInfo;
  gone.close();
  await once(gone, "close");
  const account = { accountSid, authToken, apiUrl: `http://127.0.0.1:${port}`, publicUrl };
  expect(await twilioTexts(account).send(text)).toMatchObject({
    result: "refused",
    trouble: "transient",
    scope: "kind",
  });
});

test("a text in the list is known by what it says, who sent it and when; one that is another's is not ours", async () => {
  const at = Date.UTC(2026, 2, 2, 8);
  const listed = (sid: string, change: object = {}) => ({
    ...{ sid, from: OURS, to: HANDSET, body: "ours", direction: "outbound-api" },
    ...{ date_created: new Date(at).toUTCString(), ...change },
  });
  const messages = [
    listed("SM1", { body: "other" }),
    listed("SM2", { from: "+15005550006" }),
    listed("SM3", { direction: "inbound" }),
    listed("SM4"),
    listed("SM5"),
    listed("SM6", { date_created: new Date(at - 3_600_000).toUTCString() }),
  ];
  const { account } = await recorder(200, { messages, next_page_uri: null });
  const sought = { to: HANDSET, sender: OURS, since: at, isText: (body: string) => body === "ours" };
  const find = (others: readonly string[]) =>
    twilioTexts(account).find({ ...sought, isOther: async (sid) => others.includes(sid) });
  expect(await find([])).toEqual({ providerId: "SM4" });
  expect(await find(["SM4"])).toEqual({ providerId: "SM5" });
  expect(await find(["SM4", "SM5"])).toEqual({ providerId: null });
});

test("a list that cannot be read says nothing", async () => {
  const { account } = await recorder(500);
  const sought = { to: HANDSET, sender: OURS, since: 0, isText: () => true, isOther: async () => false };
  expect(await twilioTexts(account).find(sought)).toBe("unreadable");
});
