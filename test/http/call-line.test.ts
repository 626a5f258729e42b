import { expect, test } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { twilioVoice } from "../../src/channels/twilio/call.ts";
import { apologyOf, createCallEnded, createConverseCall } from "../../src/converse-call.ts";
import type { Carry } from "../../src/simulator/network.ts";
import type { Line } from "../../src/simulator/voice/line.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import { demoDatabase, TO } from "../helpers/demo.ts";
import { lines, virtualPhones } from "../simulator/virtual-phone.ts";
import { publicUrl, startGateway, token } from "./gateway.ts";

const HANDSET = "+919812300077";

const speaking = await createSpeaking(readLocales("locales"));

/** A phone beside the real gateway: the pretend provider reads our TwiML as Twilio does, with its time limits. */
async function phone() {
  const database = await demoDatabase();
  const voice = twilioVoice({ publicUrl, authTokens: [token], recordings: () => null });
  const shared = { speaking, transact: database.run, flows: FLOWS, country: "IN", spoken: ["en", "hi", "pa"] } as const;
  const parts = { ...shared, render: voice.render };
  const calls = {
    ...{ voice, turn: createConverseCall(parts), ended: createCallEnded(parts), missed: async () => {} },
    apology: apologyOf(parts),
  };
  const gateway = await startGateway({ calls });
  const carry: Carry = async ({ url, headers, body }) => {
    const { pathname, search } = new URL(url);
    const answer = await fetch(gateway.url + pathname + search, { method: "POST", headers, body });
    return { status: answer.status, type: answer.headers.get("content-type") ?? "", body: await answer.text() };
  };
  const provider = virtualPhones({ carry, publicUrl, authToken: token });
  const query = (sql: string) => database.engine.raw.prepare(sql).pluck().all();
  const visits = () =>
    query(`select a.state from appointments a join contacts c on c.id = a.contact_id where c.phone = '${HANDSET}'`);
  return { ring: () => provider.call(HANDSET, TO), visits, query };
}

/** English, whatever key it has. */
async function inEnglish(line: Line) {
  const key = /en-IN: For English, press (\d)/.exec(lines(line.call.heard).join("\n"))?.[1] ?? "";
  return lines(await line.press(key));
}

test("a call that drops while a time is read back goes on there, and what the provider repeats is the same", async () => {
  const { ring, visits, query } = await phone();
  const first = await ring();
  expect((await inEnglish(first)).join(" ")).toMatch(/Emergency\? .*Clinic appointments\..*For a new visit, press 1\./);
  await first.press("1");
  await first.press("4");
  const readBack = lines(await first.press("1")).join(" ");
  expect(readBack).toContain("To take this, press 1.");
  expect(await first.again()).toMatchObject({ status: 200, isSame: true });
  await first.hangUp();
  expect(query("select purpose from messages where state = 'queued'")).toEqual(["dropped"]);

  const second = await ring();
  expect(lines(second.call.heard).join(" ")).toContain("Last time we did not finish.");
  expect(lines(await second.press("1")).join(" ")).toBe(readBack);
  await second.press("1");
  expect(lines(await second.press("1")).join(" ")).toMatch(/Booked\..*Key in the year of birth/);
  expect(lines(await second.press("1984#")).join(" ")).toMatch(/patient code is.*press 7.*press 8/);
  expect(await second.again()).toMatchObject({ isSame: true });
  expect(lines(await second.press("8")).join(" ")).toContain("Cancelled:");
  expect(visits()).toEqual(["cancelled"]);
});

test("one choice at a time: silence goes to the next, any key takes what is heard, and silence then takes it", async () => {
  const { ring, visits } = await phone();
  const line = await ring();
  await inEnglish(line);
  expect(lines(await line.press("4")).join(" ")).toContain("From now on you hear one choice at a time.");
  expect(lines(await line.press("0"))).toEqual(["en-IN: Clinic appointments."]);
  expect(lines(await line.silence())).toEqual(["en-IN: For a new visit, press any key now."]);
  expect(lines(await line.silence())).toEqual(["en-IN: For your visits, press any key now."]);
  // The list has gone by: it is said again, and this time she is quick.
  for (let left = 0; left < 2; left += 1) await line.silence();
  await line.silence();
  await line.silence();
  expect(lines(await line.press("6")).join(" ")).toBe(
    "en-IN: a new visit. If this is right, just wait. If not, press any key.",
  );
  expect(lines(await line.silence()).join(" ")).toContain("What do you need a doctor for?");
  await line.silence();
  expect(lines(await line.press("5")).join(" ")).toContain("general care. If this is right");
  expect(lines(await line.silence()).join(" ")).toContain("Free times for general care");
  await line.silence();
  expect(lines(await line.press("*")).join(" ")).toContain("Free times for general care");
  await line.silence();
  expect(lines(await line.press("#")).join(" ")).toContain("If this is right, just wait.");
  expect(lines(await line.silence()).join(" ")).toContain("Who is the visit for?");
  expect(visits()).toEqual(["held"]);
});

test("nobody answers: once more, shorter, another way, and in the end a goodbye before we hang up", async () => {
  const { ring, query } = await phone();
  const line = await ring();
  await inEnglish(line);
  const said: string[] = [];
  while (line.call.listening) said.push(lines(await line.silence()).join(" "));
  expect(said).toHaveLength(6);
  expect(said[0]).toMatch(/We heard no key\..*Clinic appointments\./);
  expect(said[1]).not.toContain("Clinic appointments.");
  expect(said[2]).toContain("We can help in another way.");
  expect(said.at(-1)).toBe("en-IN: Thank you. Goodbye.");
  expect(line.call).toMatchObject({ status: "completed", end: { by: "hangup" } });
  expect(query("select count(*) from dialogs where call is not null")).toEqual([0]);
});
