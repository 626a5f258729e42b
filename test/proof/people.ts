import type { Reply } from "../../src/core/inbound.ts";
import { phone } from "../helpers/demo.ts";

/** Somebody of the simulation: a number, a way of writing, and the last text we sent her. */
export type Person = { readonly phone: string; readonly manner: Manner; read: string };

type Act = "follow" | "say" | "key" | "wander" | "mistype" | "anything";

/** How often each kind of person does what. */
const MANNERS = {
  patient: { follow: 18, say: 1, key: 1 },
  hasty: { follow: 8, say: 6, key: 2, mistype: 1 },
  lost: { follow: 6, mistype: 6, wander: 4 },
  fickle: { follow: 7, key: 7, wander: 3, say: 2 },
  odd: { follow: 5, anything: 6, wander: 2 },
} as const satisfies Record<string, Partial<Record<Act, number>>>;

type Manner = keyof typeof MANNERS;

const SAY = [
  ...["book eye", "book general", "child tomorrow", "kal subah aankh", "Dr Kaur", "skin friday 10:00", "ਅੱਖ"],
  ...["macho kesho", "women friday", "25/3 general", "daant", "book skin"],
];
const NAMES = ["Asha Devi", "Ravi", "Gita", "Simran Kaur", "Meena", "1980", "9"];
const KEYS = ["6", "7", "8", "8"];
const WANDER = ["back", "menu", "0", "my visits", "cancel", "hi", "nabha", "stop", "start"];
const MISTYPE = ["2", "4", "5", "9", "11", "1 2", "boook", "?", "my vists"];
const ANYTHING = [
  ...["", "??", "chest pain", "482108", "9400749", "hindi", "english", "punjabi", "kiswahili", "1234567", "ok"],
  ...["Dr", "31/2", "saa nne", "\u0000", "🙂", "STOPALL", "x".repeat(1_600), "eye eye eye 1 2 3", "thank you"],
];

/** People of all manners, whose numbers start at `first`. */
export function peopleFrom(first: number, count: number): readonly Person[] {
  const manners = Object.keys(MANNERS) as Manner[];
  return Array.from({ length: count }, (_, n) => ({
    phone: phone(first + n),
    manner: manners[n % manners.length] ?? "patient",
    read: "",
  }));
}

/** One of these, by chance. */
export function pick<T>(random: () => number, of: readonly T[]): T {
  const one = of[Math.floor(random() * of.length)];
  if (one === undefined) throw new Error("nothing to pick from");
  return one;
}

/** What she writes next, having read our last text. */
export function nextText({ manner, read }: Person, random: () => number): string {
  const weights = Object.entries<number>(MANNERS[manner]) as [Act, number][];
  const acts = weights.flatMap(([act, weight]) => Array.from({ length: weight }, () => act));
  return texts[pick(random, acts)](read, random);
}

/** Notes what she read; silence changes nothing. */
export function reads(person: Person, reply: Reply | null): void {
  if (reply) person.read = reply.text;
}

const texts: Record<Act, (read: string, random: () => number) => string> = {
  follow: answerTo,
  say: (_, random) => pick(random, SAY),
  key: (_, random) => pick(random, KEYS),
  wander: (_, random) => pick(random, WANDER),
  mistype: (_, random) => pick(random, MISTYPE),
  anything: (_, random) => pick(random, ANYTHING),
};

/** A digit that was offered, the first most often; where none is, a name or a year or a new beginning. */
function answerTo(read: string, random: () => number): string {
  const isAboutVisit = /\b\d{7}\b/.test(read);
  if (isAboutVisit && random() < 0.3) return pick(random, ["7", "7", "8", "6"]);
  const offered = [...read.matchAll(/^([1-59]) /gm)].map((line) => line[1] ?? "1");
  if (offered.length === 0) return random() < 0.7 ? pick(random, NAMES) : pick(random, SAY);
  if (offered.length === 1) return pick(random, ["1975", "9"]);
  return random() < 0.6 ? (offered[0] ?? "1") : pick(random, offered);
}
