import fc from "fast-check";
import { expect, test } from "vitest";
import { FLOWS } from "../flows/all.ts";
import { callTwiml } from "../src/channels/twilio/call-twiml.ts";
import { createConverse } from "../src/converse.ts";
import { createCallEnded, createConverseCall } from "../src/converse-call.ts";
import { callDocument } from "../src/simulator/voice/document.ts";
import { readLocales } from "../src/speech/locales.ts";
import { createSpeaking } from "../src/speech/speaking.ts";
import { breaches } from "../src/store/invariants.ts";
import { PUNJAB } from "./transcripts/district.ts";
import { openWorld, type World } from "./transcripts/world.ts";

const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const PEOPLE = ["+919812345601", "+919812345602", "+911765222333", "anonymous"];

const speaking = await createSpeaking(readLocales("locales"));

type Odd = "drop" | "text" | "wait" | "old" | "ahead" | "forged";
type Act = {
  readonly who: number;
  readonly act: { readonly press: string; readonly option: number | null } | "ring" | Odd;
};

/** Anything that may happen to a call: keys, silence, another call, a drop, a text, time, the same request once more. */
const digits = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("1", "1", "1", "2", "3", "4", "9") },
  { weight: 2, arbitrary: fc.constantFrom("", "0", "*", "#", "5", "6", "7", "8") },
  { weight: 1, arbitrary: fc.stringMatching(/^[0-9*#]{0,10}$/) },
);
const act: fc.Arbitrary<Act> = fc.record({
  who: fc.nat({ max: PEOPLE.length - 1 }),
  act: fc.oneof(
    { weight: 12, arbitrary: fc.record({ press: digits, option: fc.option(fc.nat({ max: 6 }), { freq: 6 }) }) },
    { weight: 2, arbitrary: fc.constant("ring" as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "drop" as const,
        "text" as const,
        "wait" as const,
        "old" as const,
        "ahead" as const,
        "forged" as const,
      ),
    },
  ),
});

/** Plays acts on calls of several people; every request is made twice. */
function callers(world: World) {
  const parts = {
    speaking,
    transact: world.transact,
    flows: FLOWS,
    country: "IN",
    spoken: ["en", "hi", "pa"],
  } as const;
  const render = (script: Parameters<typeof callTwiml>[0]) =>
    callTwiml(script, { publicUrl: "https://gateway.example", recordings: () => null });
  const turn = createConverseCall({ ...parts, render });
  const ended = createCallEnded(parts);
  const text = createConverse({ ...parts, secret: new Uint8Array(32) });
  const calls = new Map<number, { id: string; turn: number }>();
  let serial = 0;

  const request = async (who: number, number: number, pressed: string, option: number | null = null) => {
    const call = calls.get(who) ?? { id: "CAnone", turn: 0 };
    const about = { channel: "twilio-voice", callId: call.id, person: PEOPLE[who] ?? "", ours: PUNJAB.phone };
    const inbound = { ...about, turn: number, keys: { digits: pressed, option } };
    const { document } = await turn(inbound);
    const read = callDocument(document);
    expect(read).toMatchObject({ ok: true });
    const before = world.changes();
    expect((await turn(inbound)).document).toBe(document);
    expect(world.changes()).toBe(before);
    const next = /turn\?n=(\d+)/.exec(document)?.[1];
    return next === undefined ? null : Number(next);
  };
  const ring = async (who: number) => {
    serial += 1;
    calls.set(who, { id: `CA${serial}`, turn: 0 });
    const next = await request(who, 0, "");
    calls.set(who, { id: `CA${serial}`, turn: next ?? 0 });
  };
  return async ({ who, act: what }: Act): Promise<void> => {
    const call = calls.get(who);
    if (what === "ring" || call === undefined) return ring(who);
    const about = { channel: "twilio-voice", callId: call.id, person: PEOPLE[who] ?? "", ours: PUNJAB.phone };
    if (typeof what === "object") {
      const next = await request(who, call.turn, what.press, what.option);
      calls.set(who, { ...call, turn: next ?? call.turn });
      return;
    }
    const oddly = {
      drop: () => ended(about),
      old: () => request(who, Math.max(0, call.turn - 1), "1"),
      ahead: () => request(who, call.turn + 5, "1"),
      forged: () => request(who, call.turn, "9999999999", 99),
      wait: () => {
        world.clock.now += 11 * 60_000;
      },
      text: () =>
        text({
          ...about,
          channel: "twilio-sms",
          providerId: `SM${++serial}`,
          from: about.person,
          to: about.ours,
          text: "1",
        }),
    };
    await oddly[what]();
  };
}

test("any keys at any time are answered with a document, twice the same, and nobody is booked twice", async () => {
  process.stdout.write(`calls: SEED=${SEED}\n`);
  const seen = new Map<unknown, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 30, maxLength: 60 }), async (acts) => {
      const world = await openWorld(PUNJAB, ["en", "hi", "pa"], (name) => name);
      try {
        const play = callers(world);
        // Known callers get further than those who choose a language first.
        for (const phone of PEOPLE.slice(0, 2)) world.speak(phone, "en");
        for (const one of acts) await play(one);
        expect(await world.run(breaches)).toEqual([]);
        for (const state of world.query("select state from appointments")) seen.set(state, (seen.get(state) ?? 0) + 1);
      } finally {
        await world.close();
      }
    }),
    { seed: SEED, numRuns: 12 },
  );
  // Keys that never take a seat would prove nothing; to book takes luck that one seed in ten does not have.
  expect([...seen.values()].reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
});
