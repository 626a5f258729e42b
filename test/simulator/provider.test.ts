import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, test } from "vitest";
import { chances, NO_FAULTS } from "../../src/simulator/faults.ts";
import { createNews } from "../../src/simulator/memory.ts";
import { createMessages } from "../../src/simulator/messages.ts";
import { retriesIn } from "../../src/simulator/network.ts";
import { HANDSET, network, OURS, twiml } from "./network.ts";
import { accountSid, authToken } from "./virtual-phone.ts";

const REPLY =
  '<?xml version="1.0"?><Response><Message statusCallback="URL/twilio/sms/status?m=7&amp;n=1"><Body>A &amp; B &#233;</Body></Message></Response>';

describe("a text to us", () => {
  test("is signed so that Twilio's own library accepts it, in any script", async () => {
    const { provider, publicUrl, heard } = await network();
    for (const body of ["hi", "", "नमस्ते + 1&2=3", "😀\nline"]) await provider.text(HANDSET, OURS, body);
    expect(heard).toHaveLength(4);
    for (const { headers, fields, url } of heard) {
      const signature = String(headers["x-twilio-signature"]);
      expect(validateRequest(authToken, signature, publicUrl + url, fields)).toBe(true);
      expect(validateRequest("another token", signature, publicUrl + url, fields)).toBe(false);
      expect(fields).toMatchObject({ AccountSid: accountSid, From: HANDSET, To: OURS, NumMedia: "0" });
      expect(fields["MessageSid"]).toMatch(/^SM[0-9a-f]{32}$/);
    }
  });

  test("is answered by what the webhook says, and each part is reported", async () => {
    const { provider, answers, texts, publicUrl } = await network();
    answers.push({ status: 200, body: REPLY.replace("URL", publicUrl) });
    const sent = await provider.text(HANDSET, OURS, "hi");
    expect(sent).toMatchObject({ answered: 200, status: "received", segments: 1 });
    const [, reply] = provider.messages.all();
    expect(reply).toMatchObject({
      direction: "outbound-reply",
      from: OURS,
      to: HANDSET,
      body: "A & B é",
      status: "delivered",
    });
    const reports = texts("/twilio/sms/status");
    expect(reports.map(({ fields }) => fields["MessageStatus"])).toEqual(["sent", "delivered"]);
    expect(reports[0]?.url).toBe("/twilio/sms/status?m=7&n=1");
    for (const { headers, fields, url } of reports) {
      expect(validateRequest(authToken, String(headers["x-twilio-signature"]), publicUrl + url, fields)).toBe(true);
    }
  });

  test("is delivered again as the very same request, whatever has happened since", async () => {
    const { provider, texts } = await network({ carrierWords: new Set([OURS]) });
    const { sid } = await provider.text(HANDSET, OURS, "STOP");
    await provider.text(HANDSET, OURS, "START");
    await provider.redeliver(sid);
    const [first, , again] = texts();
    expect(again?.fields).toEqual(first?.fields);
    expect(again?.fields["OptOutType"]).toBe("STOP");
    expect(again?.headers["x-twilio-signature"]).toBe(first?.headers["x-twilio-signature"]);
    expect(await provider.redeliver("SMnone")).toBeNull();
  });

  test("comes from the country of its number; a short code has none", async () => {
    const { provider, texts } = await network();
    for (const from of [HANDSET, "+254712300021", "56161"]) await provider.text(from, OURS, "hi");
    expect(texts().map(({ fields }) => fields["FromCountry"])).toEqual(["IN", "KE", ""]);
    expect(texts().map(({ fields }) => fields["ToCountry"])).toEqual(["IN", "IN", "IN"]);
  });

  test("is tried again after a 5xx as often as is configured, with one idempotency token, and not after a 403", async () => {
    const { provider, answers, heard, texts } = await network({ overrides: "rc=3&rp=ct,5xx" });
    answers.push({ status: 503, body: "" }, { status: 503, body: "" }, { status: 200, body: twiml("done") });
    expect(await provider.text(HANDSET, OURS, "hi")).toMatchObject({ answered: 200 });
    expect(texts()).toHaveLength(3);
    expect(new Set(texts().map(({ headers }) => headers["i-twilio-idempotency-token"])).size).toBe(1);
    expect(provider.messages.all().map(({ body }) => body)).toEqual(["hi", "done"]);
    heard.length = 0;
    answers.push({ status: 403, body: "" });
    expect(await provider.text(HANDSET, OURS, "hi")).toMatchObject({ answered: 403 });
    expect(texts()).toHaveLength(1);
  });

  test("is lost after a 5xx where nothing is configured, as Twilio loses it", async () => {
    const { provider, answers, texts } = await network();
    answers.push({ status: 503, body: "" });
    expect(await provider.text(HANDSET, OURS, "hi")).toMatchObject({ answered: 503 });
    expect(texts()).toHaveLength(1);
  });

  test("to a server that is away has no answer", async () => {
    const { provider } = await network({ publicUrl: "http://127.0.0.1:1" });
    expect(await provider.text(HANDSET, OURS, "hi")).toMatchObject({ answered: 0 });
  });
});

describe("a stop word", () => {
  test("blocks where the carrier listens: we hear of it, and our answer does not arrive", async () => {
    const { provider, answers, texts } = await network({ carrierWords: new Set([OURS]) });
    answers.push({ status: 200, body: twiml("sorry") });
    await provider.text(HANDSET, OURS, " stop ");
    expect(texts()[0]?.fields).toMatchObject({ OptOutType: "STOP", Body: " stop " });
    expect(provider.isBlocked(OURS, HANDSET)).toBe(true);
    expect(provider.messages.all()).toMatchObject([
      { direction: "inbound", answered: 200 },
      { body: expect.stringContaining("unsubscribed"), status: "delivered" },
      { body: "sorry", status: "failed", errorCode: 21610 },
    ]);
    expect(texts("/twilio/sms/status").map(({ fields }) => fields)).toMatchObject([
      { MessageStatus: "failed", ErrorCode: "21610" },
    ]);
    await provider.text(HANDSET, OURS, "HELP");
    await provider.text(HANDSET, OURS, "start");
    expect(texts().map(({ fields }) => fields["OptOutType"])).toEqual(["STOP", "HELP", "START"]);
    expect(provider.isBlocked(OURS, HANDSET)).toBe(false);
  });

  test("only reaches us where it does not listen, and only as the whole message where it does", async () => {
    const { provider, texts } = await network({ carrierWords: new Set(["+919876500102"]) });
    await provider.text(HANDSET, OURS, "STOP");
    await provider.text(HANDSET, "+919876500102", "please stop");
    expect(texts().map(({ fields }) => fields["OptOutType"])).toEqual([undefined, undefined]);
  });
});

test("the provider forgets the oldest messages beyond 20,000", () => {
  const { add, all } = createMessages(
    () => 0,
    createNews(() => 0),
  );
  for (let n = 0; n < 20_002; n++) {
    add({ direction: "inbound", from: HANDSET, to: OURS, body: String(n), status: "received" });
  }
  expect([all().length, all()[0]?.body]).toEqual([20_000, "2"]);
});

describe("connection overrides", () => {
  test.each([
    ["", 1, ["ct"]],
    ["rc=3&rp=ct,5xx", 3, ["ct", "5xx"]],
    ["rc=0&rp=all", 0, ["ct", "rt", "4xx", "5xx"]],
  ])("%j retry %i times after %j", (overrides, count, on) => {
    expect(retriesIn(overrides)).toEqual({ count, on: new Set(on) });
  });

  test.each(["rc=6", "rc=-1", "rc=1.5", "rp=500"])("%j are none that Twilio takes", (overrides) => {
    expect(() => retriesIn(overrides)).toThrow(RangeError);
  });
});

describe("faults", () => {
  test("are the same for the same seed", () => {
    const [one, same, other] = [chances(7), chances(7), chances(8)].map((chance) => Array.from({ length: 50 }, chance));
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    expect(one?.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  test("lose the same messages and shuffle the same reports twice", async () => {
    const fates = async () => {
      const { provider, answers, texts, publicUrl } = await network({
        seed: 3,
        faults: { ...NO_FAULTS, unreachable: 0.5, shuffled: 0.5 },
      });
      for (let n = 0; n < 8; n++) {
        answers.push({ status: 200, body: REPLY.replace("URL", publicUrl) });
        await provider.text(HANDSET, OURS, "hi");
      }
      return texts("/twilio/sms/status").map(({ fields }) => [fields["MessageStatus"], fields["ErrorCode"]].join(" "));
    };
    const first = await fates();
    expect(first).toEqual(await fates());
    expect(new Set(first)).toEqual(new Set(["sent ", "delivered ", "undelivered 30003"]));
  });

  test("can keep the reports of a message back until the next has gone out", async () => {
    const { provider, answers, texts } = await network({ seed: 2, faults: { ...NO_FAULTS, late: 0.5 } });
    for (const word of ["one", "two", "three"]) {
      answers.push({ status: 200, body: twiml(word) });
      await provider.text(HANDSET, OURS, "hi");
    }
    const replies = provider.messages.all().filter(({ direction }) => direction !== "inbound");
    const order = texts("/twilio/sms/status").map(
      ({ fields }) => `${replies.find(({ sid }) => sid === fields["MessageSid"])?.body} ${fields["MessageStatus"]}`,
    );
    const reported = ["two", "one", "three"].flatMap((word) => [`${word} sent`, `${word} delivered`]);
    expect(order).toEqual(reported);
  });

  test("never undo what a message has come to", async () => {
    const { provider, answers } = await network({ faults: { ...NO_FAULTS, shuffled: 1 } });
    answers.push({ status: 200, body: twiml("one") });
    await provider.text(HANDSET, OURS, "hi");
    expect(provider.messages.all().at(-1)).toMatchObject({ status: "delivered" });
  });
});
