import { hearWorker } from "../../../src/core/hearing/worker/hear-worker.ts";
import type { WorkerCommand, WorkerLine } from "../../../src/core/worker-command.ts";
import { listening } from "./lexicons.ts";

/** What a worker's text says, its lines joined by " | ": `book 482136 eye 2026-11-24 morning`; `-` is no worker's text. */
export function heardFromWorker(tag: string, text: string): string {
  const lines = hearWorker(text, listening(tag));
  return lines === null ? "-" : lines.map(lineOf).join(" | ");
}

function lineOf(line: WorkerLine): string {
  return line.is === "refused" ? `no ${line.code ?? `#${line.line}`} ${line.why}` : commandOf(line.command);
}

function commandOf(command: WorkerCommand): string {
  switch (command.kind) {
    case "register": {
      const { name, age, gender, village, phone } = command.person;
      return `register ${[name, age, gender, village, phone].map((part) => part ?? "_").join(", ")}`;
    }
    case "find":
      return `find ${command.words.join(" ")}`;
    case "list":
      return command.code === null ? "list" : `list ${command.code}`;
    case "saw":
      return `saw ${command.code}${command.againInDays === null ? "" : ` +${command.againInDays}`}`;
    case "missed":
      return `missed ${command.code}`;
    case "hand":
      return ["hand", ...command.names, ...command.codes].join(" ").toLowerCase();
    case "due":
    case "help":
      return command.kind;
    default: {
      const { doctor, unknown, ...plain } = command.wish;
      const words = [...(doctor ? [`dr(${doctor.join(" ")})`] : []), ...(unknown ? [`?(${unknown.join(" ")})`] : [])];
      return [command.kind, command.code, ...Object.values(plain), ...words].join(" ");
    }
  }
}
