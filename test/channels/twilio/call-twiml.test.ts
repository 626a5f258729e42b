import { describe, expect, test } from "vitest";
import { callTwiml } from "../../../src/channels/twilio/call-twiml.ts";
import type { CallScript, Utterance } from "../../../src/core/call-script.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const ON = "https://gateway.example/twilio/voice/turn?n=4";
const KEY = `input="dtmf" finishOnKey="" numDigits="1"`;
const ACTION = `action="${ON}" method="POST"`;
const REDIRECT = `<Redirect method="POST">${ON}</Redirect>`;

const en = (words: string): Utterance => ({ language: "en", pieces: [{ words, audio: ["x.1"] }] });
const SAID = (words: string) => `<Say language="en-IN" voice="Polly.Aditi">${words}</Say>`;
const RECORDED = new Set(["menu.title.voice.1", "number.4", "format.clinic.1"]);
const where = {
  publicUrl: "https://gateway.example",
  recordings: (tag: string, name: string) =>
    RECORDED.has(name) ? `https://gateway.example/audio/${tag}/${name}.wav` : null,
};
const PLAY = (name: string) => `<Play>https://gateway.example/audio/sw/${name}.wav</Play>`;

function twiml(script: Partial<CallScript>): string {
  return callTwiml({ turn: 4, say: [], expects: { kind: "key" }, slowly: false, ...script }, where).replace(HEAD, "");
}

describe("a script as TwiML", () => {
  test("one key: the words are inside the gather, so that a key interrupts them; silence posts as well", () => {
    expect(twiml({ say: [en("A & B"), en("For the eyes, press 1.")] })).toBe(
      `<Response><Gather ${KEY} timeout="7" ${ACTION} actionOnEmptyResult="true">${SAID("A &amp; B")}${SAID("For the eyes, press 1.")}</Gather>${REDIRECT}</Response>`,
    );
  });

  test("several keys end with hash", () => {
    expect(twiml({ say: [en("Year?")], expects: { kind: "keys", max: 8 } })).toBe(
      `<Response><Gather input="dtmf" finishOnKey="#" numDigits="8" timeout="7" ${ACTION} actionOnEmptyResult="true">${SAID("Year?")}</Gather>${REDIRECT}</Response>`,
    );
  });

  test("one choice at a time: each is a gather of its own, which silence passes; the address says which was heard", () => {
    const each = (at: number, words: string) =>
      `<Gather ${KEY} timeout="2" action="${ON}&amp;o=${at}" method="POST">${SAID(words)}</Gather>`;
    expect(twiml({ say: [en("Menu.")], expects: { kind: "each", options: [en("One?"), en("Two?")] } })).toBe(
      `<Response><Gather ${KEY} timeout="1" ${ACTION}>${SAID("Menu.")}</Gather>${each(0, "One?")}${each(1, "Two?")}${REDIRECT}</Response>`,
    );
  });

  test("the end hangs up after the last words", () => {
    expect(twiml({ say: [en("Goodbye.")], expects: { kind: "end" } })).toBe(
      `<Response>${SAID("Goodbye.")}<Hangup/></Response>`,
    );
  });

  test("slowly: a pause after each sentence", () => {
    expect(twiml({ say: [en("One."), en("Two.")], slowly: true })).toContain(
      `${SAID("One.")}<Pause length="1"/>${SAID("Two.")}<Pause length="1"/>`,
    );
  });

  test("a language without a voice is played: each part by its name, and a name nobody has recorded by what it is", () => {
    const pieces = [
      { words: "Karibu", audio: ["menu.title.voice.1"] },
      { words: ", ", audio: [] },
      { words: "Nabha", audio: ["clinic.nabha"], instead: ["format.clinic.1"] },
      { words: "4", audio: ["number.4"] },
    ];
    expect(twiml({ say: [{ language: "sw", pieces }] })).toContain(
      `>${PLAY("menu.title.voice.1")}${PLAY("format.clinic.1")}${PLAY("number.4")}</Gather>`,
    );
  });

  test("a number of which one part is missing is not said by halves", () => {
    const pieces = [{ words: "1004", audio: ["number.1000", "number.4"] }];
    expect(twiml({ say: [{ language: "sw", pieces }] })).not.toContain("<Play>");
  });
});
