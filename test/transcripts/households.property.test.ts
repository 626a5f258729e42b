import fc from "fast-check";
import { expect, it } from "vitest";
import type { Privacy } from "../../src/core/appointment.ts";
import type { Care } from "../../src/core/places.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import type { Sentence } from "../../src/core/sentence.ts";
import { PUNJAB } from "./district.ts";
import { createPlayer, type Manners, type Player, type Turn, type Voice } from "./player.ts";
import { postman } from "./postman.ts";
import { VOICES } from "./voices.ts";

/*
 * Random people share a telephone, and somebody who knows no PIN does with it whatever he likes: he reads what comes, types
 * references and patient codes he has seen, rings and presses keys. Whom the telephone does not show is named nowhere, nor
 * is her care, her doctor, or (covert) her clinic. Nobody but them has visits there: children's teeth at Amloh are covert,
 * women's care at Bhadson is behind a PIN.
 */
const NICKNAMES = ["Zuhra", "Qamar", "Wahida", "Yusuf"];
const TIMES: Readonly<Record<Care, readonly string[]>> = {
  ...{ dental: ["Tue 9:00", "Tue 9:40", "Wed 9:00"], women: ["Tue 11:00", "Wed 11:00", "Wed 11:40", "Mon 11:20"] },
  ...{ eye: ["Tue 10:00", "Wed 10:00", "Tue 15:00", "Mon 15:00"], general: [], child: [], skin: [] },
};

type Person = { readonly privacy: Privacy; readonly hasPin: boolean };

const person: fc.Arbitrary<Person> = fc.record({
  privacy: fc.constantFrom<Privacy>("covert", "neutral", "overt"),
  hasPin: fc.boolean(),
});
/** One covert person, one with a PIN, and perhaps others. */
const household = fc
  .array(person, { maxLength: 2 })
  .map((others): readonly Person[] => [
    { privacy: "covert", hasPin: false },
    { privacy: "neutral", hasPin: true },
    ...others,
  ]);

/** What he does; `#` is somebody who shares the telephone. */
const deeds = fc.array(
  fc.oneof(
    deed(6, "texts", ..."12345679"),
    deed(4, "texts", "6", "7", "7", "8"),
    deed(6, "texts", "{verb.visits}", "{verb.cancel}", "{verb.phone}", "{verb.book} {care.eye}", "0", "4711"),
    deed(5, "texts", "{ref #}", "{ref #}", "{code #}"),
    deed(1, "texts", "{command.stop}"),
    deed(3, "waits", ""),
    deed(4, "presses", ..."1234789", "0", "{code #}", "4711"),
    deed(1, "hangs up", ""),
  ),
  { minLength: 12, maxLength: 24 },
);

function deed(weight: number, does: string, ...whats: readonly string[]) {
  return { weight, arbitrary: fc.constantFrom(...whats).map((what) => ({ does, what })) };
}

const [VOICE] = VOICES;
if (!VOICE) throw new Error("there is no language");
const { speaking } = VOICE;
const manners: Manners = {
  ...{ land: PUNJAB, languages: ["en"], answers: "digits", careful: false, reopen: false, known: true },
};

function careOf({ privacy, hasPin }: Person): Care {
  if (privacy === "covert") return "dental";
  return hasPin ? "women" : "eye";
}

async function settled(persons: readonly Person[]): Promise<Player> {
  const player = await createPlayer(VOICE as Voice, manners);
  const times = structuredClone(TIMES) as Record<Care, string[]>;
  player.world.speak("Ana", "en");
  for (const [at, one] of persons.entries()) {
    const nickname = NICKNAMES[at] ?? "";
    player.world.knows("Ana", nickname, one.privacy);
    await player.world.books("Ana", nickname, careOf(one), times[careOf(one)].shift() ?? "");
    if (one.hasPin) await player.world.pin(nickname, "4821");
  }
  return player;
}

/** All that was said or asked: every sentence with its values. */
function sentencesIn({ tells, call }: Pick<Turn, "tells" | "call">): readonly Sentence[] {
  const prompts = tells.flatMap((tell) => (tell.type === "prompt" ? [tell.prompt] : []));
  const said = tells.flatMap((tell) => (tell.type === "say" ? [tell.sentence] : []));
  return [...said, ...[...prompts, ...(call?.about.prompt ? [call.about.prompt] : [])].flatMap(inPrompt)];
}

function inPrompt({ say, options }: Prompt): readonly Sentence[] {
  return [...say, ...options.map(({ label }) => label)];
}

/** What a sentence gives away of those whom the telephone does not show; lists of all kinds of care say nothing. */
function leaks(sentence: Sentence, persons: readonly Person[]): boolean {
  const hidden = NICKNAMES.filter((_, at) => persons[at]?.privacy === "covert" || persons[at]?.hasPin);
  const { name, care, doctor, clinic } = sentence.with as Record<string, unknown>;
  return (
    hidden.includes(String(name)) ||
    (sentence.key !== "care" && (care === "dental" || care === "women")) ||
    /Baldev|Meena/.test(JSON.stringify(doctor ?? "")) ||
    /Amloh/.test(JSON.stringify(clinic ?? ""))
  );
}

it("tells nothing of whom a telephone does not show to somebody who has no PIN", async () => {
  await fc.assert(
    fc.asyncProperty(household, deeds, async (persons, doings) => {
      const player = await settled(persons);
      try {
        const log: string[] = [];
        for (const [at, { does, what }] of doings.entries()) {
          player.world.clock.now += 60_000;
          const turns = await done(player, does, await meant(player, persons, what, at));
          log.push(`${does} ${what}`, ...turns.flatMap(sentencesIn).map(({ key }) => `  ${key}`));
          const found = turns.flatMap(sentencesIn).filter((sentence) => leaks(sentence, persons));
          expect(found, log.join("\n")).toEqual([]);
        }
      } finally {
        await player.world.close();
      }
    }),
    { numRuns: 30 },
  );
});

/** Kinds of care are chosen by name, for whoever chooses another kind hears of it rightly. */
async function meant(player: Player, persons: readonly Person[], what: string, at: number): Promise<string> {
  const isCare = (await player.world.promptOf("Ana"))?.options.some(({ label }) => label.key === "care");
  if (isCare) return "{care.eye}";
  const whose = NICKNAMES[at % persons.length] ?? "";
  // The code of somebody covert without a PIN is all that proves her, so he does not know it.
  const isKnown = what.includes("code") && !persons[at % persons.length]?.hasPin;
  return isKnown ? "123457" : what.replace("#", whose);
}

async function done(player: Player, does: string, what: string): Promise<readonly Pick<Turn, "tells" | "call">[]> {
  if (does === "texts") return [await player.send("Ana", what)];
  if (does === "waits") {
    const arrived = await postman(player.world, speaking).pass(player.world.clock.now + 12 * 3_600_000);
    return arrived.map(({ tells }) => ({ tells, call: null }));
  }
  if (does === "hangs up") {
    await player.caller.hangUp("Ana");
    return [];
  }
  const begun = player.caller.isOnCall("Ana") ? [] : [await player.caller.ring("Ana")];
  return [...begun, await pressed(player, what)];
}

/** Nobody waits for a key to be said before he presses it. */
function pressed(player: Player, what: string): Promise<Turn> {
  const code = /^\{code (\w+)\}$/.exec(what)?.[1];
  const keys = what === "{care.eye}" ? "0" : code ? (player.world.patientOf(code)?.code ?? "") : what;
  return player.caller.isOnCall("Ana") ? player.caller.press("Ana", keys) : player.caller.ring("Ana");
}
