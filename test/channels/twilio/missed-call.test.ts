import twilio from "twilio";
import { expect, test } from "vitest";
import { twilioVoice } from "../../../src/channels/twilio/call.ts";
import { missedCallOf } from "../../../src/channels/twilio/missed-call.ts";

const ring = { CallSid: "CA1", From: "+919812300001", To: "+919876500101" };

test("who rang and where", () => {
  expect(missedCallOf(ring)).toEqual({
    channel: "twilio-voice",
    providerId: "CA1",
    from: "+919812300001",
    to: "+919876500101",
  });
  expect(missedCallOf({ CallSid: "CA1", To: "+919876500101" })).toMatchObject({ from: "" });
});

test.each([
  { ...ring, CallSid: "" },
  { ...ring, CallSid: "x".repeat(65) },
  { ...ring, To: "" },
  { ...ring, To: ["+1", "+2"] },
  { ...ring, From: "9".repeat(65) },
])("what is missing or ambiguous is refused: %j", (form) => {
  expect(missedCallOf(form)).toBeNull();
});

test("the answer is what Twilio's own builder would write", () => {
  const response = new twilio.twiml.VoiceResponse();
  response.reject({ reason: "busy" });
  const voice = twilioVoice({ publicUrl: "https://x.example", authTokens: [], recordings: () => null });
  expect(voice.rejection).toBe(response.toString());
});
