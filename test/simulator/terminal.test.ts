import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { network, OURS, twiml } from "./network.ts";

const MINE = "+919812300055";

/** Runs the terminal phone on lines typed in advance; gives its exit code and all it printed. */
async function phone(address: string, lines: readonly string[]) {
  const args = ["dist/src/simulator/terminal.js", MINE, address];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(lines.map((line) => `${line}\n`).join(""));
  const [printed] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return { code: child.exitCode, printed };
}

test("the terminal phone prints each answer with its segments, and delivers a text again", async () => {
  const { url, answers, texts } = await network();
  for (const body of ["Welcome\n1 Book", "Welcome\n1 Book", "नमस्ते"]) answers.push({ status: 200, body: twiml(body) });
  const { code, printed } = await phone(url, [
    "/again",
    "hi there",
    "/again",
    "/as +919812300056",
    "hello",
    "/quit",
    "no",
  ]);
  expect(code).toBe(0);
  expect(printed).toContain(`You are ${MINE}, writing to ${OURS}.`);
  expect(printed).toContain("Nothing was sent yet.");
  expect(printed.match(/ {4}Welcome\n {4}1 Book\n {4}\[1 segment, gsm-7\]/g)).toHaveLength(2);
  expect(printed).toContain("नमस्ते\n    [1 segment, ucs-2]");
  const [first, again, other, ...rest] = texts().map(({ fields }) => fields);
  expect(first).toMatchObject({ From: MINE, Body: "hi there" });
  expect(again).toEqual(first);
  expect(other).toMatchObject({ From: "+919812300056", Body: "hello" });
  expect(rest).toEqual([]);
}, 20_000);

test("the terminal phone calls, presses keys, waits in silence, and is told how a call ended", async () => {
  const { url, texts, provider, publicUrl } = await network(
    {},
    {
      "/twilio/voice": '<Gather action="/twilio/voice/turn?n=1"><Say language="hi-IN">नमस्ते</Say></Gather>',
      "/twilio/voice/turn?n=1": '<Play>/audio/sw/bye.wav</Play><Gather/><Say language="en-IN">Goodbye</Say>',
      "/twilio/missed-call": '<Reject reason="busy"/>',
    },
  );
  const script = { url: `${publicUrl}/twilio/voice` };
  provider.dial({ from: OURS, to: MINE, script, timeout: 30, statusUrl: null, events: new Set() });
  await provider.idle();
  const lines = ["/answer", "/hang-up", "/answer", "/call", "12#", "", "/missed", "/quit"];
  const { code, printed } = await phone(url, lines);
  expect(code).toBe(0);
  expect(printed).toContain("Nothing rings.");
  expect(printed).toMatch(/ {4}hi-IN {2}नमस्ते\n {4}\[keys, or an empty line for 5 s of silence\]/);
  expect(printed).toContain("    plays /audio/sw/bye.wav");
  expect(printed).toContain("    en-IN  Goodbye\n    [the call is over: end-of-document]");
  expect(printed).toContain("[the call is over: reject]");
  expect(printed).toMatch(/नमस्ते\n.*\n.*\[the call is over: person\]/);
  expect(texts("/twilio/voice/turn").map(({ fields }) => fields["Digits"])).toEqual(["12"]);
}, 20_000);

test("the terminal phone says what was not received, lists the numbers, and takes no unknown command for a text", async () => {
  const { url, answers, texts } = await network();
  answers.push({ status: 503, body: "" });
  const { code, printed } = await phone(url, ["hi", "/numbers", "/help", "/to +15550001111", "hi"]);
  expect(code).toBe(0);
  expect(printed).toContain("(not received: 503)");
  expect(printed).toContain(`${OURS}  Nabha: a number of the gateway`);
  expect(printed).toContain("Commands: /as");
  expect(printed).toContain("The gateway refused this (400).");
  expect(texts()).toHaveLength(1);
}, 20_000);

test("the terminal phone says what to do when no gateway answers", async () => {
  const { code, printed } = await phone("http://127.0.0.1:1", []);
  expect(code).toBe(1);
  expect(printed).toBe("No gateway answers at http://127.0.0.1:1. Start it in another terminal: npm start\n");
}, 20_000);
