import type { Option, Prompt } from "../../src/core/prompt.ts";
import type { LocaleFiles } from "../../src/speech/locales.ts";

/** How a person answers a question: by its digits, or by the words beside them. */
export type Manner = "digits" | "labels";

type Words = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

const ORDINALS = ["1st", "2nd", "3rd", "4th", "5th"];

/** What `[…]` picks of an open question: by position, by value, or by a name in its label. */
export function optionOf(prompt: Prompt | null, wanted: string): Option {
  const options = prompt?.options ?? [];
  const found = optionAmong(options, wanted);
  if (!found) throw new Error(`no option ${wanted} among ${options.map(({ value }) => value).join(" ") || "none"}`);
  return found;
}

/** The same, where it is among these options. */
export function optionAmong(options: readonly Option[], wanted: string): Option | undefined {
  return (
    options[ORDINALS.indexOf(wanted)] ??
    options.find(({ value }) => String(value) === wanted) ??
    options.find(({ label }) => JSON.stringify(label.with).includes(wanted))
  );
}

/** The first word of a class in a language's `hear.json`: `verb.book`, `title`, `relativeDay.1`. */
export function wordOf({ tag, hear }: LocaleFiles, path: string): string {
  const [name = "", entry] = path.split(".");
  const list = (hear as Words)[name];
  const words = typeof list === "string" ? list : list?.[entry ?? ""];
  const [first] = words?.split(",") ?? [];
  if (!first) throw new Error(`locales/${tag}/hear.json has no word for ${path}`);
  return first.trim();
}
