import { likeness } from "../../core/edits.ts";
import { latinName } from "../../core/latin.ts";
import type { Alternative, LineResult } from "../../core/receipt.ts";
import { sentence } from "../../core/sentence.ts";
import type { HandCommand } from "../../core/worker-command.ts";
import type { Tx } from "../../store/engine.ts";
import { type TeamRow, workersUnder } from "../../store/teams.ts";
import { instead, result, type Scene } from "./scene.ts";

/** Words of a name this alike are spellings of one. */
const SAME_WORD = 0.7;
/** Digits at the end of a telephone number that tell whose it is. */
const PHONE_END = 4;
/** Two to a line of the receipt. */
const SHOWN_MAX = 2;

/** From whom, to whom, and the village that is meant besides, as typed. */
export type Between = { readonly from: TeamRow; readonly to: TeamRow; readonly village: string | null };

/**
 * The two workers a hand-over is between, both under the one who asks; whoever is not is answered like somebody who does not
 * exist. As many words as fit are the first worker's name, then the other's; what is left is a village.
 */
export async function workersBetween(
  tx: Tx,
  { worker }: Scene,
  command: HandCommand,
): Promise<Between | { readonly result: LineResult }> {
  const team = await workersUnder(tx, worker.id);
  const words = command.names.map((word) => latinName(word).toLowerCase());
  const first = named(team, words, command.fromId);
  const [from] = first.workers;
  if (!from) return nobody(command.names[0]);
  if (first.workers.length > 1) {
    return which(first, command.names, (fromId) => ({ ...command, fromId }));
  }
  const others = team.filter(({ id, active }) => id !== from.id && active === 1);
  const second = named(others, words.slice(first.length), command.toId);
  const [to] = second.workers;
  const rest = command.names.slice(first.length);
  if (!to) return nobody(rest[0]);
  if (second.workers.length > 1) return which(second, rest, (toId) => ({ ...command, toId }));
  const village = command.village ?? rest.slice(second.length).join(" ");
  return { from, to, village: village === "" ? null : village };
}

type Named = { readonly workers: readonly TeamRow[]; readonly length: number };

/** Those whom the most words name, of whom one may have been chosen already. */
function named(team: readonly TeamRow[], words: readonly string[], id: number | undefined): Named {
  for (let length = words.length; length > 0; length -= 1) {
    const workers = called(team, words.slice(0, length));
    if (workers.length > 0)
      return { workers: id === undefined ? workers : workers.filter((one) => one.id === id), length };
  }
  return { workers: team.filter((one) => one.id === id), length: 0 };
}

/** Workers whom all of these words fit: rather those whose names begin with them, else those spelt alike. */
function called(team: readonly TeamRow[], words: readonly string[]): readonly TeamRow[] {
  const fitting = (isLike: (own: string, word: string) => boolean) =>
    team.filter((one) => isCalled(one, words, isLike));
  const exact = fitting((own, word) => own.startsWith(word));
  return exact.length > 0 ? exact : fitting((own, word) => likeness(own, word) >= SAME_WORD);
}

function isCalled(
  { name, phone }: TeamRow,
  words: readonly string[],
  isLike: (own: string, word: string) => boolean,
): boolean {
  const left = latinName(name).toLowerCase().split(" ");
  return words.every((word) => {
    if (/^\d+$/.test(word)) return word.length >= PHONE_END && phone.endsWith(word.replace(/^0+/, ""));
    const at = left.findIndex((own) => isLike(own, word));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

function nobody(called = "") {
  return { result: result(sentence("receipt.no.worker", { called })) };
}

/** Namesakes, told apart by their whole names and the ends of their numbers. */
function which({ workers, length }: Named, names: readonly string[], chosen: (id: number) => HandCommand) {
  const who = { called: names.slice(0, length).join(" ") };
  const alternatives = workers.slice(0, SHOWN_MAX).map(({ id, name, phone }): Alternative => {
    const label = sentence("receipt.worker", { who: name, words: phone.slice(-PHONE_END) });
    return { label, command: chosen(id) };
  });
  return {
    result: instead(sentence("receipt.which.worker", who), sentence("receipt.no.worker", who), alternatives),
  };
}
