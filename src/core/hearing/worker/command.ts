import type { Blanks } from "../../meaning.ts";
import { daysBetween } from "../../time.ts";
import type { LineRefusal, WorkerCommand, WorkerLine } from "../../worker-command.ts";
import { type Item, itemsOf, numberAt, senseAt } from "../items.ts";
import type { Listening } from "../listening.ts";
import { readingOf } from "../reading.ts";
import { personIn } from "./person.ts";
import { isFiller, type Segment } from "./segments.ts";
import { firstOf, type SaidVerb } from "./verbs.ts";
import { digitsOf, plainOf, type Word } from "./words.ts";

/** What is asked for beside a code: the wish and how many days it names, or why it cannot be meant. */
export type ReadWish = { readonly wish: Blanks; readonly days: number } | { readonly why: LineRefusal };

/** Longest that a doctor asks somebody to stay away. */
const AGAIN_MAX_DAYS = 366;
const FIND_WORDS_MAX = 3;
/** Two workers and a village, each of up to three words. */
const HAND_WORDS_MAX = 9;

/** When and with whom, in the words of one line. */
export function wishIn(words: readonly Word[], { lexicons, today, dayOrder }: Listening): ReadWish {
  const items = itemsOf(
    words.map(({ token }) => token),
    lexicons,
  );
  const { blanks, isBroken } = readingOf(items, today, dayOrder);
  if (isBroken) return { why: "bad.day" };
  const says = JSON.stringify(blanks);
  const isRead = (at: number) => JSON.stringify(readingOf(without(items, at), today, dayOrder).blanks) !== says;
  if (items.some((item, at) => isBareNumber(item) && !isRead(at))) return { why: "unread" };
  const others = items.flatMap((item, at) =>
    saysDay(item) ? (readingOf(without(items, at), today, dayOrder).blanks.day ?? []) : [],
  );
  return { wish: withHalf(blanks, items), days: new Set([...others, ...(blanks.day ? [blanks.day] : [])]).size };
}

function saysDay(item: Item): boolean {
  if (item.kind === "digits") return item.joint !== "";
  return item.kind === "sense" && (item.sense.is === "weekday" || item.sense.is === "relativeDay");
}

function without(items: readonly Item[], at: number): readonly Item[] {
  return items.filter((_, index) => index !== at);
}

function isBareNumber(item: Item): boolean {
  return item.kind === "digits" && item.joint === "" && (item.parts[0]?.length ?? 0) <= 4;
}

/** "tue am" is its morning. */
function withHalf(blanks: Blanks, items: readonly Item[]): Blanks {
  if (blanks.time !== undefined || blanks.part !== undefined) return blanks;
  const half = items.flatMap((_, at) => senseAt(items, at, "am", "pm") ?? [])[0]?.is;
  if (half === undefined) return blanks;
  return { ...blanks, part: half === "am" ? "morning" : "afternoon" };
}

/** The commands of one segment, one for each code in it; `line` is its number in the text. */
export function commandsOf(
  { line: text, codes, rest }: Segment,
  said: SaidVerb,
  wish: ReadWish,
  listening: Listening,
  line: number,
): readonly WorkerLine[] {
  const refused = (why: LineRefusal, code: string | null): WorkerLine => ({ is: "refused", line, code, why });
  const command = (one: WorkerCommand): WorkerLine => ({ is: "command", command: one });
  switch (said.verb) {
    case "register": {
      const person = personIn(text, rest, listening.all);
      return [person ? command({ kind: "register", person }) : refused("no.name", null)];
    }
    case "find": {
      const words = rest.map(plainOf).filter((word) => word !== "?");
      return words.length > 0 ? [command({ kind: "find", words: words.slice(0, FIND_WORDS_MAX) })] : [];
    }
    case "list":
      return codes.length === 0
        ? [command({ kind: "list", code: null })]
        : codes.map((code) => command({ kind: "list", code }));
    case "hand": {
      const names = namesAmong(rest, listening).map((word) => digitsOf(word) ?? text.text.slice(word.from, word.to));
      return [names.length < 2 ? refused("no.workers", null) : command({ kind: "hand", names, codes })];
    }
    case "due":
    case "help":
      return [command({ kind: said.verb })];
    case "missed":
      return codes.map((code) => command({ kind: "missed", code }));
    case "saw": {
      const again = againIn(rest, listening);
      return codes.map((code) =>
        again === "bad" ? refused("bad.day", code) : command({ kind: "saw", code, againInDays: again }),
      );
    }
    default: {
      const { verb } = said;
      return codes.map((code) => {
        if ("why" in wish) return refused(wish.why, code);
        // "From Tuesday to Wednesday": the first would be the day she has.
        if (verb === "move" && wish.days > 1) return refused("bad.day", code);
        return command({ kind: verb, code, wish: wish.wish });
      });
    }
  }
}

/** Words that may be names of workers or of a village, or a telephone number. */
export function namesAmong(words: readonly Word[], { all }: Pick<Listening, "all">): readonly Word[] {
  return words
    .filter((word) => !isFiller(word, all) && !all.some(({ worker }) => worker.besidePerson.has(plainOf(word))))
    .slice(0, HAND_WORDS_MAX);
}

/** "2w", "in 10 days", "9/12": days until the patient is wanted again; null if nothing is said. */
function againIn(words: readonly Word[], listening: Listening): number | null | "bad" {
  const said = spanIn(words, listening) ?? daysUntil(words, listening);
  return said === null || said === "bad" || (said > 0 && said <= AGAIN_MAX_DAYS) ? said : "bad";
}

function spanIn(words: readonly Word[], { lexicons, all }: Listening): number | null {
  const spans = words.map((word) => firstOf(all, ({ worker }) => worker.spans.get(plainOf(word))));
  for (const [at, span] of spans.entries()) {
    const count = countAt(words, at - 1, lexicons) ?? countAt(words, at + 1, lexicons);
    if (span !== undefined && count !== null) return count * span;
  }
  return null;
}

function countAt(words: readonly Word[], at: number, lexicons: Listening["lexicons"]): number | null {
  const word = words[at];
  return word ? numberAt(itemsOf([word.token], lexicons), 0) : null;
}

function daysUntil(words: readonly Word[], { lexicons, today, dayOrder }: Listening): number | null | "bad" {
  const items = itemsOf(
    words.map(({ token }) => token),
    lexicons,
  );
  const { blanks, isBroken } = readingOf(items, today, dayOrder);
  if (isBroken) return "bad";
  // "saw 482136 today" is about the visit, not about the next one.
  if (blanks.day !== undefined) return daysBetween(today, blanks.day) || null;
  return items.some(isBareNumber) ? "bad" : null;
}
