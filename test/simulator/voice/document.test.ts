import fc from "fast-check";
import VoiceResponse from "twilio/lib/twiml/VoiceResponse.js";
import { describe, expect, test } from "vitest";
import { callDocument } from "../../../src/simulator/voice/document.ts";
import { speechSeconds } from "../../../src/simulator/voice/speech-seconds.ts";
import { response } from "../virtual-phone.ts";

const verbsIn = (inside: string) => callDocument(response(inside));

describe("a document for a call", () => {
  test("is read with the defaults that Twilio documents", () => {
    expect(verbsIn("<Gather/><Pause/><Reject/><Say>Hi</Say><Play>a.wav</Play>")).toEqual({
      ok: true,
      verbs: [
        {
          ...{ verb: "gather", sounds: [], numDigits: null, finishOnKey: "#", timeout: 5 },
          ...{ action: null, actionOnEmptyResult: false },
        },
        { verb: "pause", seconds: 1 },
        { verb: "reject", reason: "rejected" },
        { verb: "say", text: "Hi", voice: null, language: "en-US", seconds: 1 / 2.2 },
        { verb: "play", url: "a.wav", times: 1 },
      ],
    });
  });

  test("built by Twilio's own library means what was built", () => {
    const built = new VoiceResponse();
    const gather = built.gather({
      ...{ numDigits: 7, finishOnKey: "", timeout: 8, actionOnEmptyResult: true },
      ...{ input: ["dtmf"], action: "/twilio/voice/turn?n=1&o=2" },
    });
    gather.say({ language: "hi-IN", voice: "Google.hi-IN-Standard-A" }, "नमस्ते & <सलाम>");
    gather.pause({ length: 2 });
    gather.play({ loop: 2 }, "/audio/sw/a.wav");
    built.redirect({ method: "POST" }, "/twilio/voice/turn?n=1&o=3");
    built.hangup();
    expect(callDocument(built.toString())).toEqual({
      ok: true,
      verbs: [
        {
          ...{ verb: "gather", numDigits: 7, finishOnKey: "", timeout: 8 },
          ...{ action: "/twilio/voice/turn?n=1&o=2", actionOnEmptyResult: true },
          sounds: [
            {
              ...{ verb: "say", text: "नमस्ते & <सलाम>", language: "hi-IN", voice: "Google.hi-IN-Standard-A" },
              seconds: 2 / 2.2,
            },
            { verb: "pause", seconds: 2 },
            { verb: "play", url: "/audio/sw/a.wav", times: 2 },
          ],
        },
        { verb: "redirect", url: "/twilio/voice/turn?n=1&o=3" },
        { verb: "hangup" },
      ],
    });
  });

  test("keeps any words through Twilio's escaping and back", () => {
    const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(words, (text) => {
        const built = new VoiceResponse();
        built.say(text);
        const spoken = text.replace(/\s+/g, " ").trim();
        expect(callDocument(built.toString())).toMatchObject({ verbs: [{ text: spoken }] });
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["<Say>Hi</Sya>", 12100],
    ["<Say>Fish & chips</Say>", 12100],
    ["<Say>&nbsp;</Say>", 12100],
    ["<Say>\u0001</Say>", 12100],
    ["<Say language='sw-KE'>Habari</Say>", 12200],
    ["<Say voice='Google.hi-IN-Standard-A' language='pa-IN'>ਸਤ ਸ੍ਰੀ ਅਕਾਲ</Say>", 12200],
    ["<Say/>", 12200],
    ["<Say><b>Hi</b></Say>", 12200],
    ["<Say lang='hi-IN'>Hi</Say>", 12200],
    [`<Say>${"x".repeat(4_097)}</Say>`, 12200],
    ["<Sms>Hi</Sms>", 12200],
    ["<Gather><Redirect>/a</Redirect></Gather>", 12200],
    ["<Gather><Gather/></Gather>", 12200],
    ["<Gather numDigits='0'/>", 12200],
    ["<Gather timeout='soon'/>", 12200],
    ["<Gather finishOnKey='##'/>", 12200],
    ["<Gather actionOnEmptyResult='yes'/>", 12200],
    ["<Gather method='GET'/>", 12200],
    ["<Gather>Press 1</Gather>", 12200],
    ["<Reject reason='tired'/>", 12200],
    ["<Redirect/>", 12200],
    ["<Play><a/></Play>", 12200],
    ["<Hangup>now</Hangup>", 12200],
    ["<Reject><Say>No</Say></Reject>", 12200],
    ["words", 12200],
  ])("%s is refused with code %i", (inside, code) => {
    expect(verbsIn(inside)).toMatchObject({ ok: false, code });
  });

  test.each([
    ["", 12100],
    ["OK", 12100],
    ["<Response/><Response/>", 12100],
    ["<Message/>", 12200],
    ["<Response to='me'/>", 12200],
  ])("%j as a whole is refused with code %i", (xml, code) => {
    expect(callDocument(xml)).toMatchObject({ ok: false, code });
  });
});

describe("speech", () => {
  test.each([
    ["Press one for general care", 5 / 2.2],
    ["Your number is 9811073", 10 / 2.2],
    ["at 10:30", 5 / 2.2],
    ["सोमवार को दस बजे", 4 / 2.2],
    ["utakapoendelea kuzungumza", 24 / 12],
    ["", 0],
  ])("%j takes %f seconds", (text, seconds) => {
    expect(speechSeconds(text)).toBeCloseTo(seconds);
  });

  test.each([
    ["<prosody rate='50%'>one two</prosody>", 4 / 2.2],
    ["<prosody rate='slow'>three</prosody> four", (1 / 0.75 + 1) / 2.2],
    ["one<break time='500ms'/>two<break/>", 2 / 2.2 + 1.5],
    ["<say-as interpret-as='digits'>12</say-as>", 2 / 2.2],
  ])("%s takes %f seconds", (inside, seconds) => {
    expect(verbsIn(`<Say>${inside}</Say>`)).toMatchObject({ verbs: [{ seconds: expect.closeTo(seconds) }] });
  });

  test("said twice takes twice as long", () => {
    expect(verbsIn("<Say loop='2'>one two</Say>")).toMatchObject({ verbs: [{ seconds: expect.closeTo(4 / 2.2) }] });
  });
});
