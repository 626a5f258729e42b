import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readLocales } from "../src/speech/locales.ts";
import { createPhrases } from "../src/speech/phrases.ts";
import { fixedRecordings, recordedWords } from "../src/speech/recordings.ts";
import { unfit } from "../src/speech/unfit.ts";
import { demoDatabase } from "./helpers/demo.ts";
import { wav } from "./helpers/wav.ts";

const PUBLIC_URL = "https://calls.example.org";
const TOKEN = "0123456789abcdef0123456789abcdef";
const phrases = await createPhrases(readLocales("locales"));
const children: ReturnType<typeof spawn>[] = [];
let url = "";
let turn = 0;

/** The real program on a demo district of Swahili and English speakers, with every Swahili recording but names. */
async function start(): Promise<string> {
  const { engine, file } = await demoDatabase();
  engine.raw.exec(`update locations set languages = '["sw", "en"]'`);
  await engine.close();
  const folder = join(dirname(file), "audio/sw");
  mkdirSync(folder, { recursive: true });
  // Each of its own length, so that each has an address of its own.
  for (const [at, { name }] of fixedRecordings(phrases, "sw").entries()) {
    writeFileSync(join(folder, `${name}.wav`), wav(0.5 + at / 1_000));
  }
  const child = spawn(process.execPath, ["dist/src/main.js", "serve", "web"], {
    env: {
      ...{ PATH: process.env["PATH"], GATEWAY_MODE: "demo", PORT: "0", PUBLIC_URL, TWILIO_AUTH_TOKEN: TOKEN },
      ...{ DATABASE_URL: `file:${file}`, DATABASE_KEY: "07".repeat(32), LOG_LEVEL: "info" },
    },
  });
  children.push(child);
  // Read on to its end: a pipe that nobody reads any more ends the program at its next line of log.
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      const found = /"port":(\d+)/.exec(String(chunk))?.[1];
      if (found) resolve(found);
    });
    child.once("exit", () => reject(new Error("the gateway did not start")));
  });
  return `http://127.0.0.1:${port}`;
}

/** One request of a call from a new number. */
async function pressed(digits: string): Promise<string> {
  const path = digits === "" && turn === 0 ? "/twilio/voice" : `/twilio/voice/turn?n=${turn}`;
  const form = { CallSid: "CA1", From: "+919812399999", To: "+919876500101", Digits: digits, Direction: "inbound" };
  const response = await fetch(url + path, {
    method: "POST",
    body: new URLSearchParams(form),
    headers: { "x-twilio-signature": getExpectedTwilioSignature(TOKEN, PUBLIC_URL + path, form) },
  });
  turn += 1;
  return await response.text();
}

const played = (twiml: string) => [...twiml.matchAll(/<Play>([^<]+)<\/Play>/g)].map((match) => match[1] ?? "");
/** `https://…/audio/sw/<name>.<hash>.wav` */
const nameOf = (address: string) => /\/audio\/sw\/(.+)\.[0-9a-f]{16}\.wav$/.exec(address)?.[1] ?? "";

beforeAll(async () => {
  url = await start();
}, 60_000);
afterAll(async () => {
  for (const child of children) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }
});

describe("a call in a language that no synthetic voice speaks", () => {
  const addresses: string[] = [];

  test("is offered beside one that a voice speaks", async () => {
    const twiml = await pressed("");
    expect(played(twiml).map(nameOf)).toEqual(["format.option.language.1", "number.1"]);
    expect(twiml).toMatch(/<Say [^>]*>For English, press 2\.<\/Say>/);
    addresses.push(...played(twiml));
  });

  test("is then spoken by recordings alone", async () => {
    for (const digits of ["1", "1", "9"]) {
      const twiml = await pressed(digits);
      expect(twiml).not.toContain("<Say");
      expect(played(twiml).length, twiml).toBeGreaterThan(4);
      addresses.push(...played(twiml));
    }
    expect(addresses.map(nameOf)).toEqual(
      expect.arrayContaining(["language.done.voice.1", "menu.title.voice.1", "care.title.voice.1", "format.option.2"]),
    );
  });

  test("plays nothing that is not there, or not for a telephone", async () => {
    const wordsOf = recordedWords(phrases, "sw");
    for (const address of new Set(addresses)) {
      const response = await fetch(address.replace(PUBLIC_URL, url));
      expect([response.status, response.headers.get("content-type")], address).toEqual([200, "audio/wav"]);
      const content = new Uint8Array(await response.arrayBuffer());
      expect(unfit(content, wordsOf(nameOf(address)) ?? "")).toBe(null);
    }
  });
});
