import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { expect, test } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { twilioVoice } from "../../src/channels/twilio/call.ts";
import { apologyOf, createCallEnded, createConverseCall } from "../../src/converse-call.ts";
import { AppError } from "../../src/core/errors.ts";
import type { EndedCall, InboundCall } from "../../src/core/inbound.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import type { Transact } from "../../src/store/engine.ts";
import { breaches } from "../../src/store/invariants.ts";
import { demoDatabase, phone, TO } from "../helpers/demo.ts";
import { post, publicUrl, startGateway, token } from "./gateway.ts";

const speaking = await createSpeaking(readLocales("locales"));
const voice = twilioVoice({ publicUrl, authTokens: [token], recordings: () => null });
const call = { CallSid: "CA1", From: "+919800000001", To: TO, CallStatus: "in-progress", Direction: "inbound" };

/** A gateway that notes what reaches its calls. */
async function listening(
  turn: (inbound: InboundCall) => Promise<{ document: string }> = async () => ({ document: "<Response/>" }),
) {
  const heard: InboundCall[] = [];
  const ended: EndedCall[] = [];
  const calls = {
    ...{ voice, apology: () => "<Response><Say>sorry</Say></Response>" },
    turn: (inbound: InboundCall) => {
      heard.push(inbound);
      return turn(inbound);
    },
    ended: async (one: EndedCall) => void ended.push(one),
    missed: async () => {},
  };
  return { gateway: await startGateway({ calls }), heard, ended };
}

/** A gateway with the real turns of calls; `transact` may be broken. */
async function speakingGateway(transact?: Transact) {
  const database = await demoDatabase();
  const shared = {
    speaking,
    transact: transact ?? database.run,
    flows: FLOWS,
    country: "IN",
    spoken: ["en", "hi", "pa"],
  } as const;
  const parts = { ...shared, render: voice.render };
  const languages = new Map([[TO, "pa"]]);
  const apology = apologyOf(parts, (ours) => languages.get(ours) ?? null);
  const calls = {
    voice,
    turn: createConverseCall(parts),
    ended: createCallEnded(parts),
    missed: async () => {},
    apology,
  };
  return { database, gateway: await startGateway({ calls }) };
}

test("a call that is answered, keys and the option just heard reach the turn", async () => {
  const { gateway, heard } = await listening();
  await post(gateway, call, { path: "/twilio/voice" });
  const answer = await post(gateway, { ...call, Digits: "5" }, { path: "/twilio/voice/turn?n=3&o=2" });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/xml; charset=utf-8"]);
  const about = { channel: "twilio-voice", callId: "CA1", person: "+919800000001", ours: TO };
  expect(heard).toEqual([
    { ...about, turn: 0, keys: { digits: "", option: null } },
    { ...about, turn: 3, keys: { digits: "5", option: 2 } },
  ]);
});

test("where we rang her, she is the one that was rung", async () => {
  const { gateway, heard } = await listening();
  await post(gateway, { ...call, From: TO, To: "+919800000001", Direction: "outbound-api" }, { path: "/twilio/voice" });
  expect(heard[0]).toMatchObject({ person: "+919800000001", ours: TO });
});

test.each(["completed", "busy", "failed", "no-answer", "canceled"])("a call that is %s is over", async (CallStatus) => {
  const { gateway, ended } = await listening();
  expect((await post(gateway, { ...call, CallStatus }, { path: "/twilio/voice/status" })).status).toBe(204);
  expect(ended).toEqual([{ channel: "twilio-voice", callId: "CA1", person: "+919800000001", ours: TO }]);
});

test.each(["queued", "ringing", "in-progress"])("a call that is %s is not over", async (CallStatus) => {
  const { gateway, ended } = await listening();
  expect((await post(gateway, { ...call, CallStatus }, { path: "/twilio/voice/status" })).status).toBe(204);
  expect(ended).toEqual([]);
});

const PATHS = ["/twilio/voice", "/twilio/voice/turn?n=1", "/twilio/voice/status"];

test.each(PATHS)("%s without a signature, or with one for another address, changes nothing", async (path) => {
  const { gateway, heard, ended } = await listening();
  const other = getExpectedTwilioSignature(token, `${publicUrl}${path}&x=1`, call);
  for (const signature of ["", "c2lnbmF0dXJl", other]) {
    expect((await post(gateway, { ...call, CallStatus: "completed" }, { path, signature })).status).toBe(403);
  }
  expect([heard, ended]).toEqual([[], []]);
});

test.each([
  ["no call", "/twilio/voice", { ...call, CallSid: "" }],
  ["a call of two lines", "/twilio/voice", { ...call, CallSid: "CA1\nCA2" }],
  ["no number of ours", "/twilio/voice", { ...call, To: "" }],
  ["letters as keys", "/twilio/voice/turn?n=1", { ...call, Digits: "1; drop" }],
  ["too many keys", "/twilio/voice/turn?n=1", { ...call, Digits: "1".repeat(33) }],
  ["no turn", "/twilio/voice/turn", call],
  ["a turn that is no number", "/twilio/voice/turn?n=1e3", call],
  ["a turn below none", "/twilio/voice/turn?n=-1", call],
  ["an option that is no number", "/twilio/voice/turn?n=1&o=x", call],
  ["no call that is over", "/twilio/voice/status", { ...call, CallSid: "" }],
])("%s is a bad request", async (_, path, params) => {
  const { gateway, heard, ended } = await listening();
  expect((await post(gateway, params, { path })).status).toBe(400);
  expect([heard, ended]).toEqual([[], []]);
});

test.each([
  ["the database cannot commit", () => Promise.reject(new AppError("unavailable", "busy"))],
  [
    "a turn fails",
    (): never => {
      throw Object.assign(new Error("params: +919800000001, Asha Devi"), { cause: new Error("Asha Devi") });
    },
  ],
])("when %s she hears so with status 200, and the log names nobody", async (_, turn) => {
  const { gateway } = await listening(turn);
  for (const path of PATHS.slice(0, 2)) {
    const answer = await post(gateway, { ...call, Digits: "1234" }, { path });
    expect([answer.status, await answer.text()]).toEqual([200, "<Response><Say>sorry</Say></Response>"]);
  }
  expect(gateway.logged.length).toBeGreaterThan(0);
  expect(gateway.logged.join("")).not.toMatch(/9800000001|Asha|1234|CA1/);
});

test("a call that the database cannot note as over is asked for again", async () => {
  const { gateway } = await speakingGateway(() => Promise.reject(new AppError("unavailable", "busy")));
  const answer = await post(gateway, { ...call, CallStatus: "completed" }, { path: "/twilio/voice/status" });
  expect(answer.status).toBe(503);
});

test("the apology is in the language of the number, and in the first one for a number we do not know", async () => {
  const { gateway } = await speakingGateway(() => Promise.reject(new AppError("unavailable", "busy")));
  const ours = await (await post(gateway, call, { path: "/twilio/voice" })).text();
  expect(ours).toContain('<Say language="pa-IN" voice="Google.pa-IN-Standard-A">');
  expect(ours).toMatch(/<Hangup\/><\/Response>$/);
  const other = await (await post(gateway, { ...call, To: "+15005550006" }, { path: "/twilio/voice" })).text();
  expect(other).toContain('<Say language="en-IN"');
});

test("of 60 people on the phone who choose one seat at the same moment one has it read back, the others hear what is left", async () => {
  const { database, gateway } = await speakingGateway();
  const people = Array.from({ length: 60 }, (_, n) => phone(n));
  const all = (Digits: string, turn: number) =>
    Promise.all(
      people.map(async (From, n) => {
        const path = turn === 0 ? "/twilio/voice" : `/twilio/voice/turn?n=${turn}`;
        return (await post(gateway, { ...call, CallSid: `CA${n}`, From, Digits }, { path })).text();
      }),
    );
  for (const [turn, digits] of ["", "1", "1", "9"].entries()) await all(digits, turn);
  const offered = await all("2", 4);
  const chosen = await all("1", 5);
  const first = offered.map((xml) => /For ([^.]*?), press 1\./.exec(xml)?.[1] ?? "");
  const winners = chosen.flatMap((xml, n) => (xml.includes("To take this, press 1.") ? [first[n]] : []));
  expect(winners.length).toBeGreaterThan(0);
  expect(new Set(winners).size).toBe(winners.length);
  const held = database.engine.raw.prepare("select count(*) from appointments where state = 'held'").pluck().get();
  expect(held).toBe(winners.length);
  expect(chosen.filter((xml) => /just gone|no free time/.test(xml))).toHaveLength(people.length - winners.length);
  expect(await database.run(breaches)).toEqual([]);
});

test("a call books over HTTP as Twilio would make it, each request twice with the same answer", async () => {
  const { database, gateway } = await speakingGateway();
  const next = (xml: string) => /turn\?n=\d+/.exec(xml)?.[0] ?? "";
  let xml = "";
  const press = async (Digits: string) => {
    const path = xml === "" ? "/twilio/voice" : `/twilio/voice/${next(xml)}`;
    const ask = async () => (await post(gateway, { ...call, Digits }, { path })).text();
    const said = await ask();
    expect(await ask()).toBe(said);
    xml = said;
    return said;
  };
  expect(await press("")).toContain("For English, press");
  const english = /For English, press (\d)/.exec(xml)?.[1] ?? "";
  expect(await press(english)).toMatch(/Emergency\?.*Clinic appointments/);
  expect(await press("1")).toContain("What do you need a doctor for?");
  expect(await press("4")).toContain("Free times for");
  expect(await press("1")).toContain("To take this, press 1.");
  expect(await press("1")).toContain("somebody who is new here");
  expect(await press("1")).toMatch(/Booked\..*Key in the year of birth/);
  expect(await press("1984")).toContain("The patient code is");
  await post(gateway, { ...call, CallStatus: "completed" }, { path: "/twilio/voice/status" });
  const query = (sql: string) => database.engine.raw.prepare(sql).pluck().get();
  expect(
    query(
      "select count(*) from appointments a join contacts c on c.id = a.contact_id where c.phone = '+919800000001' and a.state = 'booked'",
    ),
  ).toBe(1);
  expect(query("select count(*) from messages where purpose = 'booked' and state = 'queued'")).toBe(1);
  expect(gateway.logged.join("")).not.toMatch(/9800000001|1984|Kaur/);
});
