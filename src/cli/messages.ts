import type { OutboxReport } from "../core/outbox-report.ts";
import { endMessage } from "../store/outbox.ts";
import { outboxReport, sendNow, stuckMessages } from "../store/outbox-report.ts";
import type { Command, Shell } from "./command.ts";
import { counted } from "./words.ts";

const DAY_MS = 86_400_000;

/** `messages`: what became of what we sent; with `--stuck` what should have gone and has not; `retry` and `drop` act on one. */
export const messagesCommand: Command = {
  usage: "messages [--stuck | retry <id> | drop <id>]",
  about: "report a day of sending, list what is stuck, try one at once or give it up",
  run: async (shell, [act, id, ...rest]) => {
    if (rest.length > 0) return 2;
    if (act === undefined) return await report(shell);
    if (act === "--stuck" && id === undefined) return await listStuck(shell);
    if (!/^\d{1,15}$/.test(id ?? "")) return 2;
    if (act === "retry") return await retry(shell, Number(id));
    return act === "drop" ? await drop(shell, Number(id)) : 2;
  },
};

async function report({ engine, now, print }: Shell): Promise<0> {
  const at = now();
  const { counts, costs, oldestDueAt, paused } = await outboxReport(engine.read, at - DAY_MS, at);
  print(`Messages of the last 24 hours: ${sum(counts.map(({ count }) => count))}`);
  for (const { kind, state, reason, count } of counts) {
    print([String(count).padStart(7), kind.padEnd(5), state.padEnd(9), reason ?? ""].join("  ").trimEnd());
  }
  for (const line of costs.map(costLine)) print(line);
  print(`Spent on what was sent: ${money(sum(costs.map(({ micros }) => micros)))}`);
  print(
    oldestDueAt === null ? "Nothing waits." : `The oldest that could have left waits ${minutes(at - oldestDueAt)}.`,
  );
  for (const { kind, sender, until, code } of paused) {
    const who = sender === "*" ? `every ${kind}` : `${kind}s from ${sender || "the account's own number"}`;
    print(`The provider refuses ${who} (code ${code ?? "?"}); the next try is in ${minutes(until - at)}.`);
  }
  return 0;
}

function costLine({ channel, language, count, segments, micros }: OutboxReport["costs"][number]): string {
  const size = segments > 0 ? counted(segments, "segment") : "";
  return [String(count).padStart(7), channel, language ?? "-", size, money(micros)].filter(Boolean).join("  ");
}

async function listStuck({ engine, now, print }: Shell): Promise<0 | 1> {
  const stuck = await stuckMessages(engine.read, now());
  for (const { id, kind, purpose, state, attempt, reason, errorCode, dueAt } of stuck) {
    const since = new Date(dueAt).toISOString().slice(0, 16).replace("T", " ");
    print(
      [String(id).padStart(7), since, kind, purpose, state, counted(attempt, "attempt"), reason ?? "", errorCode ?? ""]
        .join("  ")
        .trimEnd(),
    );
  }
  print(stuck.length === 0 ? "Nothing is stuck." : `${counted(stuck.length, "message")} stuck.`);
  return stuck.length === 0 ? 0 : 1;
}

async function retry({ engine, print }: Shell, id: number): Promise<0 | 1> {
  const found = await engine.transact((tx) => sendNow(tx, id));
  print(
    found
      ? `Message ${id} is tried at once.`
      : `Message ${id} does not wait: what has gone or ended keeps no text to send.`,
  );
  return found ? 0 : 1;
}

async function drop({ engine, print }: Shell, id: number): Promise<0 | 1> {
  const ended = await engine.transact((tx) => endMessage(tx, id, "dropped", { reason: "staff" }));
  print(ended ? `Message ${id} will not be sent.` : `Message ${id} does not wait.`);
  return ended ? 0 : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** In the currency of the provider's bill, which only the provider knows. */
function money(micros: number): string {
  return (micros / 1e6).toFixed(2);
}

function minutes(ms: number): string {
  return counted(Math.ceil(ms / 60_000), "minute");
}
