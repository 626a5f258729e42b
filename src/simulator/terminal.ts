import { createInterface } from "node:readline/promises";

/*
 * A keypad phone in the terminal. It talks to the simulator of a gateway that runs on this machine.
 * npm run phone -- [+number] [address]
 */

type Message = {
  readonly sid: string;
  readonly direction: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly segments: number;
  readonly encoding: string;
};

type Setup = {
  readonly numbers: readonly { readonly phone: string; readonly label: string }[];
  readonly handsets: readonly { readonly phone: string; readonly label: string; readonly note: string }[];
};

const args = process.argv.slice(2);
const address = args.find((arg) => arg.startsWith("http")) ?? "http://localhost:3000";
const print = (line: string) => void process.stdout.write(`${line}\n`);

async function json<T>(path: string, body?: object): Promise<T> {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`${address}${path}`, options);
  if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
  return (await response.json()) as T;
}

function printPhones({ handsets, numbers }: Setup): void {
  for (const { phone, label, note } of handsets) print(`  ${phone}  ${label}. ${note}`);
  for (const { phone, label } of numbers) print(`  ${phone}  gateway number of ${label}`);
}

async function newMessages(
  after: number,
): Promise<{ readonly messages: readonly Message[]; readonly states: readonly object[] }> {
  return await json(`/phone/messages?after=${after}`);
}

async function replies(after: number, me: string): Promise<void> {
  const { messages } = await newMessages(after);
  for (const { direction, to, body, segments, encoding } of messages) {
    if (direction === "inbound" || to !== me) continue;
    for (const line of body.split("\n")) print(`    ${line}`);
    print(`    [${segments} ${segments === 1 ? "segment" : "segments"}, ${encoding}]`);
  }
}

/** Sends a text and gives its id. */
async function sent(from: string, to: string, body: string): Promise<string> {
  return (await json<{ message: Message }>("/phone/text", { from, to, body })).message.sid;
}

/** Has the last text delivered once more, if there is one. */
async function again(sid: string): Promise<string> {
  if (sid === "") print("Nothing was sent yet.");
  else await json("/phone/again", { sid });
  return sid;
}

async function talk(setup: Setup): Promise<void> {
  let me = args.find((arg) => arg.startsWith("+")) ?? setup.handsets[0]?.phone ?? "+919812300001";
  let to = setup.numbers[0]?.phone ?? "";
  let lastSid = "";
  print(`You are ${me}, writing to ${to}. Write a text, or /as +number, /to +number, /again, /numbers, /quit.`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: `${me} > ` });
  terminal.prompt();
  for await (const line of terminal) {
    const [command, value = ""] = line.trim().split(/\s+/);
    const { states } = await newMessages(0);
    if (command === "/quit") break;
    if (command === "/numbers") printPhones(setup);
    else if (command === "/as") me = value;
    else if (command === "/to") to = value;
    else {
      lastSid = command === "/again" ? await again(lastSid) : await sent(me, to, line);
      await replies(states.length, me);
    }
    terminal.setPrompt(`${me} > `);
    terminal.prompt();
  }
  terminal.close();
}

try {
  await talk(await json<Setup>("/phone/setup"));
} catch (error) {
  const away = error instanceof TypeError;
  print(away ? `No gateway answers at ${address}. Start it first: npm start` : String(error));
  process.exitCode = 1;
}
