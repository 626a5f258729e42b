import { describe, expect, it } from "vitest";
import type { CallScript, Piece, Utterance } from "../../src/core/call-script.ts";
import type { Sentence } from "../../src/core/sentence.ts";
import { addDays } from "../../src/core/time.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { directoryRecordings, fixedRecordings } from "../../src/speech/recordings.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import { createSpeech, numberParts } from "../../src/speech/spoken.ts";
import { askingsOf, everythingSaid, saidByTheShell } from "./said-on-calls.ts";

const locales = readLocales("locales");
const phrases = await createPhrases(locales);
const speaking = await createSpeaking(locales);
const speech = createSpeech(phrases);

/** The names and fees of the answers that the walk gets. */
const WORDS = {
  clinics: [{ name: "Civil Hospital" }, { name: "CHC" }],
  doctors: [{ name: "Dr Kaur" }],
  fees: [{ minor: 50_000, currency: "INR", inParts: false }],
};

const said = everythingSaid();

/** What only an eye can read: a sign between words, a word in capitals to be sent. */
const WRITTEN = /[=/()]|\b[A-Z]{4,}\b/;

function utterancesIn({ say, expects }: CallScript): readonly Utterance[] {
  return [...say, ...(expects.kind === "each" ? expects.options : [])];
}

/** Every recording that any call in this language may want, with what is said in its place. */
function wanted(tag: string): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (pieces: readonly Piece[]) => {
    for (const { audio, instead = [] } of pieces) for (const name of [...audio, ...instead]) names.add(name);
  };
  for (const { language, pieces } of utterancesOf(tag)) if (language === tag) add(pieces);
  for (const sentence of moments()) add(speech.sentence(sentence, tag));
  for (const key of saidByTheShell(phrases.keys)) add(speech.filled(key, tag, {}));
  return names;
}

/** All that was walked, said in one language. */
function utterancesOf(language: string): readonly Utterance[] {
  return said.flatMap(({ tells, prompt }) =>
    askingsOf(prompt).flatMap((asking) =>
      [true, false].flatMap((easy) =>
        utterancesIn(speaking.call({ tells, asking, prompt, language, turn: 1, easy, isShort: false })),
      ),
    ),
  );
}

/** Every day of a year and every minute of a day. */
function* moments(): Generator<Sentence> {
  const midnight = Date.UTC(2027, 0, 1);
  for (let day = 0; day < 366; day += 1) yield { key: "narrow.day.label", with: { day: addDays("2027-01-01", day) } };
  for (let minute = 0; minute < 1440; minute += 1) {
    yield { key: "find.offer", with: { at: { at: midnight + minute * 60_000, zone: "UTC" } } };
  }
}

describe.each(["en", "hi", "pa", "sw"])("in %s", (tag) => {
  const fixed = fixedRecordings(phrases, tag).map(({ name }) => name);
  const listed = new Set([...fixed, ...directoryRecordings(phrases, tag, WORDS).map(({ name }) => name)]);
  const names = wanted(tag);

  it("lists every recording that a call may want", () => {
    expect([...names].filter((name) => !listed.has(name))).toEqual([]);
  });

  it("asks for no recording that no call plays", () => {
    expect(fixed.filter((name) => !names.has(name))).toEqual([]);
  });

  it("says nothing that is only for the eye", () => {
    expect(fixedRecordings(phrases, tag).filter(({ words }) => WRITTEN.test(words))).toEqual([]);
  });
});

const script = (tag: string) => new Map(fixedRecordings(phrases, tag).map((one) => [one.name, one]));

describe("a line of the script", () => {
  it("shows the words without the pauses around them, and where in its sentence they stand", () => {
    expect(script("sw").get("visit.neutral.voice.2")).toEqual({
      name: "visit.neutral.voice.2",
      words: "kwenye",
      note: "{at}, [kwenye] {clinic}. Namba ya miadi ni {reference}.",
    });
  });

  it("keeps the tone of its end, and needs no note where it is the whole sentence", () => {
    expect(script("sw").get("find.which.1")).toMatchObject({ words: "Daktari yupi?", note: "" });
  });

  it("is there once for each file, and never empty", () => {
    const all = [...fixedRecordings(phrases, "sw"), ...directoryRecordings(phrases, "sw", WORDS)];
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { name, words } of all) {
      expect(name).toMatch(/^[A-Za-z0-9.-]+$/);
      expect(words, name).toMatch(/^[\p{L}\p{Nd}].*\S$|^\p{Nd}$/u);
    }
  });
});

describe("for the directory", () => {
  const named = (words: Partial<typeof WORDS>) =>
    directoryRecordings(phrases, "sw", { clinics: [], doctors: [], fees: [], ...words }).map((one) => one.name);

  it("a clinic is recorded as visits name it, and as offers do", () => {
    expect(named({ clinics: [{ name: "Nabha Civil Hospital" }] })).toEqual([
      "clinic.nabha-civil-hospital",
      "clinic.nabha",
    ]);
  });

  it("two doctors of one name are one recording", () => {
    expect(named({ doctors: [{ name: "Dr Kaur" }, { name: "Dr. Kaur" }] })).toEqual(["doctor.dr-kaur"]);
  });

  it("fees need their currency, and the numbers that dates have not", () => {
    const fees = [
      { minor: 125_000, currency: "KES", inParts: false },
      { minor: 7_500, currency: "KES", inParts: false },
    ];
    expect(named({ fees })).toEqual(["format.money.KES.voice.1", "number.1000", "number.200", "number.75"]);
  });

  it("what is left of a fee that is paid in parts can be said, whatever it is", () => {
    const recorded = new Set([...fixedRecordings(phrases, "sw").map(({ name }) => name)]);
    for (const name of named({ fees: [{ minor: 230_000, currency: "KES", inParts: true }] })) recorded.add(name);
    const unsaid = Array.from({ length: 2_300 }, (_, n) => n + 1).filter((amount) =>
      numberParts(amount).some((part) => !recorded.has(`number.${part}`)),
    );
    expect(unsaid).toEqual([]);
    expect(recorded).not.toContain("number.3000");
  });
});
