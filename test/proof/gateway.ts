import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { freePort } from "../helpers/free-port.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
const KEY = "5c".repeat(32);

/** A text as a provider delivers it. */
export type Delivery = { readonly sid: string; readonly from: string; readonly body: string };

/** What came of a delivery; status 0 = the connection broke. */
export type Answered = { readonly status: number; readonly xml: string };

/** The real program on a database of its own, to be killed and started again. */
export type Program = {
  readonly file: string;
  readonly key: string;
  /** Resolves with the milliseconds until it answered; rejects when it ends before that. */
  readonly start: () => Promise<number>;
  readonly kill: () => Promise<void>;
  readonly deliver: (delivery: Delivery) => Promise<Answered>;
};

/** Builds the program, makes the demo district in `folder`, and gives the means to run it. */
export async function program(folder: string): Promise<Program> {
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
  };
  const gateway = (...args: string[]) => execFileSync(process.execPath, ["dist/src/main.js", ...args], { env });
  execFileSync("npm", ["run", "--silent", "build"]);
  gateway("migrate");
  gateway("seed", "--demo");
  let child: ChildProcess | undefined;
  const isUp = async () => (await fetch(`${url}/health`).catch(() => null))?.ok === true;
  return {
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
    deliver: async ({ sid, from, body }) => {
      const fields = { MessageSid: sid, From: from, To: "+919876500101", Body: body };
      const signature = getExpectedTwilioSignature(TOKEN, `${url}/twilio/sms`, fields);
      try {
        const response = await fetch(`${url}/twilio/sms`, {
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
