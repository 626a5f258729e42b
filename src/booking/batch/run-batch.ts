import type { Answer, Ask } from "../../core/effects.ts";
import { firstName } from "../../core/latin.ts";
import { type LineResult, laidOut, OPEN_MS } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import { COMMANDS_MAX, isPrivate, type WorkerLine, type WorkerText, weightOf } from "../../core/worker-command.ts";
import { canBeOffered } from "../../core/worker-receipt.ts";
import type { Tx } from "../../store/engine.ts";
import { inSavepoint } from "../../store/savepoint.ts";
import { writeTask } from "../../store/tasks.ts";
import { workerOf } from "../../store/workers.ts";
import type { Asker } from "../asker.ts";
import { noteActs, pinNeeded } from "../workers/may-act.ts";
import { runLine } from "./run-line.ts";
import { result, type Scene } from "./scene.ts";

/** Names of lines beyond the tenth that one line of a receipt has room for. */
const OVER_UNITS = 20;

/**
 * Carries out the lines of a worker's texts, at most ten, each in a savepoint of its own: whatever becomes of one, the others
 * stand. Her number, her PIN and who is hers are read in this transaction.
 */
export async function runBatch(
  tx: Tx,
  asker: Asker,
  { texts, room, offers }: Extract<Ask, { readonly type: "runBatch" }>,
): Promise<Answer> {
  const worker = await workerOf(tx, asker.contactId);
  if (!worker) return { type: "worker.none" };
  if (worker.lockedAt !== null) return { type: "worker.locked" };
  const isOpen = ({ until }: WorkerText) => until === null || tx.now < until;
  const lines = texts.filter(isOpen).flatMap((one) => one.lines);
  const old = texts.filter((one) => !isOpen(one)).flatMap((one) => one.lines);
  if (lines.length === 0) return { type: "batch.old" };
  // Those beyond, and those that are too old, are named in a line of their own.
  const isAll = old.length === 0 && lines.length <= COMMANDS_MAX;
  const run = lines.slice(0, isAll ? COMMANDS_MAX : Math.min(COMMANDS_MAX, room - 1));
  if (isPrivate(run) && (await pinNeeded(tx, worker, weightOf(run)))) {
    return { type: "batch.pin", workerId: worker.id, until: tx.now + OPEN_MS };
  }
  const scene = { asker: { ...asker, workerId: worker.id }, worker };
  const results: LineResult[] = [];
  for (const [at, line] of run.entries()) results.push(await alone(tx, scene, line, at + 1));
  await noteActs(tx, worker.id, done(run, results));
  const all = [...results, ...over([...old, ...lines.slice(run.length)])];
  // Of several lines a call offers nothing: they come by text, and what that asks is not what the call asks.
  const isOffering = offers && (asker.spoken === undefined || canBeOffered(all));
  const kept = isOffering ? all : all.map((one) => ({ ...one, alternatives: [], line: one.alone }));
  const receipt = laidOut(kept, room, (count) => sentence("receipt.more", { count: String(count) }));
  return { type: "batch.done", receipt, until: tx.now + OPEN_MS };
}

/** One line; a bug in it is undone and written down for the clinic, and she reads that nothing was done. */
async function alone(tx: Tx, scene: Scene, line: WorkerLine, count: number): Promise<LineResult> {
  const tried = await inSavepoint(tx, () => runLine(tx, scene, line));
  if (tried.ok) return tried.value;
  const { contactId } = scene.asker;
  const reason = tried.error instanceof Error ? tried.error.name : "unknown";
  await writeTask(tx, { kind: "worker.line", reason, contactId, locationId: scene.worker.locationId });
  const code = codeOf(line);
  return result(
    code ? sentence("receipt.failed", { code }) : sentence("receipt.failed.line", { count: String(count) }),
  );
}

/** What was truly done, for her daily limits. */
function done(run: readonly WorkerLine[], results: readonly LineResult[]) {
  return weightOf(run.filter((_, at) => results[at]?.isChange));
}

/** Lines that were not carried out, by the code or first name of each. */
function over(lines: readonly WorkerLine[]): readonly LineResult[] {
  const names = lines.map(nameOf);
  const fitting = names.filter((_, at) => names.slice(0, at + 1).join(" ").length <= OVER_UNITS);
  const rest = names.length - fitting.length;
  const words = rest > 0 ? `${fitting.join(" ")} +${rest}` : fitting.join(" ");
  return names.length === 0 ? [] : [result(sentence("receipt.over", { words }))];
}

function nameOf(line: WorkerLine): string {
  const code = codeOf(line);
  if (code !== null) return code;
  if (line.is === "refused") return `#${line.line}`;
  const { command } = line;
  return command.kind === "register" ? firstName(command.person.name ?? "").slice(0, 8) : command.kind;
}

/** The patient's code as she typed it. */
function codeOf(line: WorkerLine): string | null {
  if (line.is === "refused") return line.code;
  return "code" in line.command ? line.command.code : null;
}
