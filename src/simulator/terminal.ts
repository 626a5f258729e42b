import { createInterface } from "node:readline/promises";
import { beginCall, goOn, ringingAt, type TerminalCall } from "./terminal-call.ts";

/*
 * A keypad phone in the terminal. It talks to the simulator of a gateway that runs on this machine.
 * npm run phone -- [+number] [address]      or PHONE_NUMBER and PUBLIC_URL in the environment
 */

type Message = {
  readonly sid: string;
  readonly direction: string;
  readonly to: string;
  readonly body: string;
  readonly segments: number;
  readonly encoding: string;
  readonly answered: number | null;
};
type News = { readonly revision: number; readonly messages: readonly Message[] };
type Listed = { readonly phone: string; readonly label: string; readonly note?: string };
type Setup = { readonly numbers: readonly Listed[]; readonly handsets: readonly Listed[] };

/** Who writes to whom, what was written last, up to which revision the news was read, and the call that is on. */
type Phone = { me: string; to: string; lastSid: string | null; revision: number; call: TerminalCall | null };

const COMMANDS = "/as +number, /to +number, /again, /call, /missed, /answer, /hang-up, /numbers, /quit";

const args = process.argv.slice(2);
const address = args.find((arg) => arg.startsWith("http")) ?? process.env["PUBLIC_URL"] ?? "http://127.0.0.1:3000";
const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Says why something was not done, in words for the person at the terminal. */
class PhoneError extends Error {}

async function json<T>(path: string, body?: object): Promise<T> {
  const headers = { "Content-Type": "application/json" };
  const options = body && { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(address.replace(/\/$/, "") + path, options).catch(() => {
    throw new PhoneError(`No gateway answers at ${address}. Start it in another terminal: npm start`);
  });
  if (response.status === 404 && path === "/phone/setup") {
    throw new PhoneError(`The gateway at ${address} has no simulator: it does not run as a demo.`);
  }
  if (!response.ok) throw new PhoneError(`The gateway refused this (${response.status}).`);
  return (await response.json()) as T;
}

function printNumbers({ handsets, numbers }: Setup): void {
  for (const { phone, label, note } of handsets) print(`  ${phone}  ${label}. ${note ?? ""}`);
  for (const { phone, label } of numbers) print(`  ${phone}  ${label}: a number of the gateway`);
}

/** Does something that makes the gateway answer, and prints what has come to this phone since it last did. */
async function printReplies(phone: Phone, act: () => Promise<{ readonly message: Message }>): Promise<void> {
  const { message } = await act();
  phone.lastSid = message.sid;
  if (message.answered !== 200) print(`    (not received: ${message.answered || "no answer"})`);
  const { revision, messages } = await json<News>(`/phone/news?since=${phone.revision}`);
  phone.revision = revision;
  for (const { direction, to, body, segments, encoding } of messages) {
    if (direction === "inbound" || to !== phone.me) continue;
    for (const line of body.split("\n")) print(`    ${line}`);
    print(`    [${segments} ${segments === 1 ? "segment" : "segments"}, ${encoding}]`);
  }
}

/** Does what a line says about calls; false if it is about something else. */
async function obeyCall(line: string, phone: Phone): Promise<boolean> {
  const { me: from, to, call } = phone;
  if (call !== null && (line === "/hang-up" || /^[0-9*#]*$/.test(line)))
    phone.call = await goOn(json, print, call, line);
  else if (line === "/call") phone.call = await beginCall(json, print, "/phone/call", { from, to });
  else if (line === "/missed") await beginCall(json, print, "/phone/call", { from, to, isMissed: true });
  else if (line === "/answer") {
    const sid = await ringingAt(json, from);
    if (sid === null) print("Nothing rings.");
    else phone.call = await beginCall(json, print, "/phone/call/answer", { sid });
  } else return false;
  return true;
}

async function obey(line: string, phone: Phone, setup: Setup): Promise<void> {
  if (await obeyCall(line.trim(), phone)) return;
  const [command = "", value = ""] = line.trim().split(/\s+/);
  if (!command.startsWith("/")) {
    return await printReplies(phone, () => json("/phone/text", { from: phone.me, to: phone.to, body: line }));
  }
  if (command === "/numbers") return printNumbers(setup);
  if (command === "/again" && phone.lastSid !== null) {
    const sid = phone.lastSid;
    return await printReplies(phone, () => json("/phone/again", { sid }));
  }
  if (command === "/again") return print("Nothing was sent yet.");
  if (command === "/as" && value !== "") phone.me = value;
  else if (command === "/to" && value !== "") phone.to = value;
  else print(`Commands: ${COMMANDS}`);
}

async function talk(): Promise<void> {
  const setup = await json<Setup>("/phone/setup");
  const { revision } = await json<News>("/phone/news");
  const me = args.find((arg) => arg.startsWith("+")) ?? process.env["PHONE_NUMBER"] ?? setup.handsets[0]?.phone ?? "";
  const phone: Phone = { me, to: setup.numbers[0]?.phone ?? "", lastSid: null, revision, call: null };
  print(`You are ${phone.me}, writing to ${phone.to}. Write a text, or ${COMMANDS}. In a call write keys.`);
  // Nothing is awaited between this and the loop: lines that come before it listens would be lost.
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: `${phone.me} > ` });
  terminal.prompt();
  for await (const line of terminal) {
    if (line.trim() === "/quit") break;
    await obey(line, phone, setup).catch(complain);
    terminal.setPrompt(`${phone.me} > `);
    terminal.prompt();
  }
  terminal.close();
}

function complain(error: unknown): void {
  if (!(error instanceof PhoneError)) throw error;
  print(error.message);
}

try {
  await talk();
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
