import twilio from "twilio";
import { expect, test } from "vitest";
import { replyTwiml } from "../../../src/channels/twilio/twiml.ts";

const sdk = (text: string, action?: string) => {
  const response = new twilio.twiml.MessagingResponse();
  response.message(action === undefined ? {} : { action }, text);
  return response.toString();
};

test("silence is an empty response", () => {
  expect(replyTwiml()).toBe(new twilio.twiml.MessagingResponse().toString());
});

test.each(["hi", "1 Eye\n2 Teeth", "<b> & > \"x\" 'y' ]]>", "कल सुबह 👩🏽‍⚕️", "  two  "])(
  "says %j as Twilio's library would",
  (text) => {
    expect(replyTwiml({ text }).replaceAll("&quot;", '"')).toBe(sdk(text));
  },
);

test("asks for delivery reports at the given address", () => {
  const address = "https://ex.org/twilio/sms/status?m=7&x=1";
  expect(replyTwiml({ text: "hi", statusUrl: address })).toBe(sdk("hi", address));
});

test("an attribute cannot be left by a quote", () => {
  expect(replyTwiml({ text: "hi", statusUrl: 'https://ex.org/"><x' })).toContain(
    'action="https://ex.org/&quot;&gt;&lt;x"',
  );
});

test("leaves out what XML cannot hold", () => {
  expect(replyTwiml({ text: "a\u0000\u0008\u000b\u001f\ud800b\udc00\ufffe\uffffc\td\ne" })).toContain(
    "<Message>abc\td\ne</Message>",
  );
});
