import { readFileSync } from "node:fs";
import { hear } from "../../../src/core/hearing/hear.ts";
import { type Lexicon, lexiconFrom } from "../../../src/core/hearing/lexicon.ts";
import { type Listening, lexiconsFor } from "../../../src/core/hearing/listening.ts";
import type { Heard } from "../../../src/core/meaning.ts";

export const TAGS = ["en", "hi", "hi-Latn", "pa", "sw"] as const;
export type Tag = (typeof TAGS)[number];

export const hearJson = (tag: Tag): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../locales/${tag}/hear.json`, import.meta.url), "utf8"));

export const ALL: ReadonlyMap<string, Lexicon> = new Map(TAGS.map((tag) => [tag, lexiconFrom(tag, hearJson(tag))]));

export const lexiconsOf = (tag: string): readonly Lexicon[] => lexiconsFor(ALL, tag === "unknown" ? null : tag);

/** A Monday. */
export const TODAY = "2026-11-23";

export const listening = (tag: string, more: Partial<Listening> = {}): Listening => ({
  lexicons: lexiconsOf(tag),
  all: [...ALL.values()],
  options: [
    { digit: 1, value: "yes", label: "Keep it", hears: "yes" },
    { digit: 2, value: "no", label: "Give it back", hears: "no" },
    { digit: 3, value: "ravi", label: "Ravi D" },
    { digit: 4, value: "nabha", label: "Nabha Civil Hospital" },
    { digit: 5, value: "skip", label: "Leave it out", hears: "skip" },
    { digit: 9, value: "more", label: "None of these", hears: "more" },
  ],
  takes: ["blanks"],
  today: TODAY,
  dayOrder: "dmy",
  ...more,
});

/** A meaning on one line: `told book eye 2026-11-24 morning`; a `!` marks an emergency. */
function line({ meaning, emergency }: Heard): string {
  const sign = emergency ? " !" : "";
  switch (meaning.kind) {
    case "option":
      return `option ${meaning.value}${sign}`;
    case "visit.key":
      return `key ${meaning.digit}${sign}`;
    case "options":
      return `options ${meaning.values.join(" ")}${sign}`;
    case "worker":
      return `worker ${meaning.lines.length}`;
    case "worker.code":
      return `worker code ${meaning.code}`;
    case "command":
      return `command ${meaning.command}${sign}`;
    case "name":
      return `name ${meaning.name}${sign}`;
    case "person": {
      const { name, age, gender, village, phone } = meaning.person;
      return `person ${[name, age, gender, village, phone].map((part) => part ?? "_").join(", ")}${sign}`;
    }
    case "pin":
      return `pin ${meaning.digits}`;
    case "year":
      return `year ${meaning.year}${sign}`;
    case "code":
      return `code ${meaning.code}${sign}`;
    case "told":
    case "unclear": {
      const { doctor, unknown, ...plain } = meaning.blanks;
      const words = [
        meaning.kind,
        ...(meaning.kind === "told" && meaning.verb ? [meaning.verb] : []),
        ...Object.values(plain),
        ...(doctor ? [`dr(${doctor.join(" ")})`] : []),
        ...(unknown ? [`?(${unknown.join(" ")})`] : []),
      ];
      return words.join(" ") + sign;
    }
  }
}

export const heard = (tag: string, text: string, more: Partial<Listening> = {}): string =>
  line(hear(text, listening(tag, more)));
