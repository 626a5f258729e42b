import type { WorkerLine } from "../../worker-command.ts";
import { isListed } from "../items.ts";
import type { Listening } from "../listening.ts";
import { body } from "../pieces.ts";
import { cleaned } from "../plain.ts";
import { commandsOf, namesAmong, type ReadWish, wishIn } from "./command.ts";
import { headed, isFiller, type Segment, segmentsOf } from "./segments.ts";
import { NEED_CODE, type SaidVerb } from "./verbs.ts";
import { lineOf, plainOf, type Word } from "./words.ts";

/** Words that may stand beside L; beside "list" or "due" none may, for that is a sentence about something else. */
const BESIDE_MAX = 3;

/** Words of a greeting before a command. */
const GREETING_MAX = 5;

/** "1) B 482136 eye": lines are numbered, as on paper. */
const LINE_NUMBER = /^[ \t]*\(?\d{1,2}[.)]+[ \t]*(?=\p{L}|\d{5,8}(?!\d))/gmu;

/** A patient's code with a kind of care and no verb is a booking. */
const BOOK: SaidVerb = { verb: "book", length: 0, isLetter: false };

/** What the line before has said, which one that only names a patient takes over. */
type Carried = { readonly verb: SaidVerb; readonly wish: ReadWish };

/**
 * The commands of a worker's text, line by line, and which lines cannot be carried out; null if it is no worker's text: it
 * begins with none of her verbs, or has neither a patient's code nor anything else that is complete by itself.
 */
export function hearWorker(text: string, listening: Listening): readonly WorkerLine[] | null {
  // Her own language first, then every other: verbs are typed as they were learnt.
  const all = [...listening.lexicons, ...listening.all.filter((one) => !listening.lexicons.includes(one))];
  const heard = { ...listening, all };
  const own = body(cleaned(text), all, listening.keyword).replace(LINE_NUMBER, "");
  const isSilent = (words: readonly Word[]) => !saysSomething(wishIn(words, heard));
  const isGreeting = (words: readonly Word[]) => words.length <= GREETING_MAX && isSilent(words);
  const said = own.split(/[\n;|]+/).flatMap((line) => segmentsOf(lineOf(line), all, isGreeting));
  const segments = gathered(begun(said, heard, isSilent));
  const first = segments.find(({ verb }) => verb !== null);
  if (!first?.verb || !isMeant(first, first.verb, segments, heard)) return null;
  const lines: WorkerLine[] = [];
  let carried: Carried | null = null;
  for (const [at, segment] of segments.entries()) {
    const wish = wishIn(segment.rest, heard);
    const verb: SaidVerb | null = segment.verb ?? (segment.codes.length > 0 ? verbOf(carried) : null);
    const meant = { segment, verb, wish: verb ? wishMeant(segment, wish, carried) : wish };
    lines.push(...linesOf(meant, segments[at + 1], heard, lines.length + 1));
    if (segment.verb) carried = { verb: segment.verb, wish };
  }
  // "X 482136, ?" cancels and asks nothing.
  const acting = lines.filter((line) => line.is === "refused" || line.command.kind !== "help");
  return acting.length > 0 ? acting : lines.length > 0 ? lines.slice(0, 1) : null;
}

/** Codes on the lines below a hand-over are the patients it is about: without them it would be about all. */
function gathered(segments: readonly Segment[]): readonly Segment[] {
  const gathered: Segment[] = [];
  for (const segment of segments) {
    const last = gathered.at(-1);
    if (last?.verb?.verb === "hand" && segment.verb === null && segment.codes.length > 0) {
      gathered[gathered.length - 1] = { ...last, codes: [...last.codes, ...segment.codes] };
    } else gathered.push(segment);
  }
  return gathered;
}

/**
 * A text from its first command on. What stands above is a greeting and left out, or a heading with its verb at its end, or a
 * line that asks for something and names nobody, if there are patients below; else the text is no worker's.
 */
function begun(
  segments: readonly Segment[],
  heard: Listening,
  isSilent: (words: readonly Word[]) => boolean,
): readonly Segment[] {
  const from = segments.findIndex(({ verb, codes }) => verb !== null || codes.length > 0);
  const first = segments[from];
  if (!first) return [];
  const above = segments.slice(0, from);
  const asking = (lines: readonly Segment[]) => lines.filter(({ rest }) => !isSilent(rest));
  if (first.verb) {
    const lost = asking(above);
    return lost.length === 0 || namesPatients(segments) ? [...lost, ...segments.slice(from)] : [];
  }
  const [heading] = above.slice(-1).map((one) => headed(one, heard.all));
  if (heading?.verb) return [...asking(above.slice(0, -1)), heading, ...segments.slice(from)];
  const wish = wishIn(first.rest, heard);
  const isBooking = "wish" in wish && wish.wish.care !== undefined;
  return isBooking ? [...asking(above), { ...first, verb: BOOK }, ...segments.slice(from + 1)] : [];
}

function namesPatients(segments: readonly Segment[]): boolean {
  return segments.some(({ codes }) => codes.length > 0);
}

type Said = { readonly segment: Segment; readonly verb: SaidVerb | null; readonly wish: ReadWish };

function linesOf(
  { segment, verb, wish }: Said,
  next: Segment | undefined,
  listening: Listening,
  line: number,
): readonly WorkerLine[] {
  const noCode: WorkerLine = { is: "refused", line, code: null, why: "no.code" };
  // Somebody's signature is no lost line; a wish without a code is.
  if (!verb) return saysSomething(wish) ? [noCode] : [];
  if (!NEED_CODE.has(verb.verb) || segment.codes.length > 0) return commandsOf(segment, verb, wish, listening, line);
  // A heading: the lines below name the patients.
  return next && next.verb === null && next.codes.length > 0 ? [] : [noCode];
}

function verbOf(carried: Carried | null): SaidVerb | null {
  return carried?.verb ?? null;
}

function wishMeant(segment: Segment, own: ReadWish, carried: Carried | null): ReadWish {
  return segment.verb || !carried || saysSomething(own) ? own : carried.wish;
}

/** Whether a text is a worker's at all: something in it is complete by itself, or its verb is a letter and says more. */
function isMeant(first: Segment, verb: SaidVerb, segments: readonly Segment[], { lexicons, all }: Listening): boolean {
  if (namesPatients(segments)) return true;
  const said = first.rest.filter((word) => !isFiller(word, all));
  const isAllListed = said.every((word) => "word" in word.token && isListed(plainOf(word), lexicons));
  switch (verb.verb) {
    case "help":
      return first.rest.length === 0 && segments.length === 1;
    case "list":
    case "due":
      return said.length <= (verb.isLetter ? BESIDE_MAX : 0);
    case "register":
      return said.length > 0 && !isAllListed;
    case "find":
      return said.length > 0 && (verb.isLetter || !isAllListed);
    case "hand": {
      const names = namesAmong(first.rest, { all });
      const unlisted = names.filter((word) => !isListed(plainOf(word), lexicons));
      // "Hand pain" is a complaint.
      return names.length >= 2 && unlisted.length >= (verb.isLetter ? 1 : 2);
    }
    default:
      return verb.isLetter && said.length > 0;
  }
}

function saysSomething(wish: ReadWish): boolean {
  if ("why" in wish) return true;
  const { unknown: _, ...known } = wish.wish;
  return Object.keys(known).length > 0;
}
