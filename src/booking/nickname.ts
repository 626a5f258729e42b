/** Letters of a nickname (DESIGN 6.4): a menu of six people must fit two segments. */
const LETTERS_MAX = 12;

/** A letter with its vowel sign must not be cut in two, so letters are counted as people see them. */
const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What a person is called in a chooser: her first name, at most 12 letters. */
export function nicknameOf(name: string): string {
  const [first = ""] = name.trim().split(/\s+/u);
  return Array.from(letters.segment(first), ({ segment }) => segment)
    .slice(0, LETTERS_MAX)
    .join("");
}
