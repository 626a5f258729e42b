import { invariant } from "../../core/errors.ts";
import type { LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import type { WorkerCommand, WorkerLine } from "../../core/worker-command.ts";
import type { Tx } from "../../store/engine.ts";
import { bookLine } from "./book-line.ts";
import { cancelLine } from "./cancel-line.ts";
import { handLine } from "./hand-line.ts";
import { dueLine, findLine, listLine } from "./list-lines.ts";
import { moveLine } from "./move-line.ts";
import { outcomeLine } from "./outcome-line.ts";
import { registerLine } from "./register-line.ts";
import { result, type Scene } from "./scene.ts";

/** Carries out one line of a worker's text. */
export async function runLine(tx: Tx, scene: Scene, line: WorkerLine): Promise<LineResult> {
  if (line.is === "refused") return refused(line);
  const { command } = line;
  invariant(command.kind !== "help", "help is said by the flow");
  return await runCommand(tx, scene, command);
}

type Runnable = Exclude<WorkerCommand, { readonly kind: "help" }>;

async function runCommand(tx: Tx, scene: Scene, command: Runnable): Promise<LineResult> {
  switch (command.kind) {
    case "register":
      return await registerLine(tx, scene, command);
    case "book":
      return await bookLine(tx, scene, command);
    case "move":
      return await moveLine(tx, scene, command);
    case "cancel":
      return await cancelLine(tx, scene, command);
    case "saw":
    case "missed":
      return await outcomeLine(tx, scene, command);
    case "list":
      return await listLine(tx, scene, command);
    case "find":
      return await findLine(tx, scene, command);
    case "hand":
      return await handLine(tx, scene, command);
    default:
      return await dueLine(tx, scene);
  }
}

function refused({ why, code, line }: Extract<WorkerLine, { readonly is: "refused" }>): LineResult {
  if (why === "no.name") return result(sentence("receipt.no.name", { count: String(line) }));
  if (why === "no.workers") return result(sentence("receipt.no.workers", { count: String(line) }));
  if (code === null) return result(sentence("receipt.no.code", { count: String(line) }));
  return result(sentence("receipt.day", { code }));
}
