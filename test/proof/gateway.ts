import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { freePort } from "../helpers/free-port.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const KEY = "5c".repeat(32);

/** A request as a provider makes it; `sid` tells it from all others. */
export type Delivery = {
  readonly sid: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
};

const OURS = "+919876500101";

/** A text. */
export function textFrom(sid: string, from: string, body: string): Delivery {
  return { sid, path: "/twilio/sms", fields: { MessageSid: sid, From: from, To: OURS, Body: body } };
}

/** Keys pressed on a call; turn 0 is the call itself. */
export function keysFrom(call: string, from: string, turn: number, digits: string): Delivery {
  const path = turn === 0 ? "/twilio/voice" : `/twilio/voice/turn?n=${turn}`;
  const fields = { CallSid: call, From: from, To: OURS, Direction: "inbound", Digits: digits };
  return { sid: `${call}:${turn}`, path, fields };
}

/** What came of a delivery; status 0 = the connection broke. */
export type Answered = { readonly status: number; readonly xml: string };

/** The real program on a database of its own, to be killed and started again. */
export type Program = {
  readonly url: string;
  readonly file: string;
  readonly key: string;
  /** Resolves with the milliseconds until it answered; rejects when it ends before that. */
  readonly start: () => Promise<number>;
  readonly kill: () => Promise<void>;
  readonly deliver: (delivery: Delivery) => Promise<Answered>;
};

/** Makes the demo district in `folder` with the program that `npm run proof` has built, and gives the means to run it, with more environment or without. */
export async function program(folder: string, more: Readonly<Record<string, string>> = {}): Promise<Program> {
  const port = await freePort();
  const file = `${folder}/gateway.db`;
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env["PATH"],
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: `file:${file}`,
    DATABASE_KEY: KEY,
    TWILIO_AUTH_TOKEN: TOKEN,
    LOG_LEVEL: "error",
    ...more,
  };
  const gateway = (...args: string[]) => execFileSync(process.execPath, ["dist/src/main.js", ...args], { env });
  gateway("migrate");
  gateway("seed", "--demo");
  let child: ChildProcess | undefined;
  const isUp = async () => (await fetch(`${url}/health`).catch(() => null))?.ok === true;
  return {
    url,
    file,
    key: KEY,
    start: async () => {
      const startedAt = performance.now();
      child = spawn(process.execPath, ["dist/src/main.js", "serve"], { env, stdio: ["ignore", "ignore", "inherit"] });
      while (!(await isUp())) {
        const end = child.exitCode ?? child.signalCode;
        if (end !== null) throw new Error(`the gateway ended with ${end}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return performance.now() - startedAt;
    },
    kill: async () => {
      const dying = child;
      if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
      const ended = new Promise((resolve) => dying.once("exit", resolve));
      dying.kill("SIGKILL");
      await ended;
    },
    deliver: async ({ path, fields }) => {
      const signature = getExpectedTwilioSignature(TOKEN, url + path, fields);
      try {
        const response = await fetch(url + path, {
          method: "POST",
          body: new URLSearchParams(fields),
          headers: { "x-twilio-signature": signature },
        });
        return { status: response.status, xml: await response.text() };
      } catch {
        return { status: 0, xml: "" };
      }
    },
  };
}
