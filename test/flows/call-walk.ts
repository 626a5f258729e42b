import { callTwiml } from "../../src/channels/twilio/call-twiml.ts";
import { type Asking, choicesOf, offersVisitKeys, type Pressed, pressed, takesKeys } from "../../src/core/call.ts";
import type { Tell } from "../../src/core/effects.ts";
import { type OptionValue, optionsOn, type Prompt } from "../../src/core/prompt.ts";
import type { Speaking } from "../../src/core/speaking.ts";
import { type Answer, expectDecent } from "../transcripts/call-checks.ts";
import { AUDIO, completeRecordings } from "../transcripts/recordings.ts";
import { sdkFaults } from "./twiml-sdk.ts";

const MANNER = { easy: false, today: "2026-03-02" };

const built = new Set<string>();

/** What only texts say: of what was written and not understood or not known, and of a question of the day before. */
const WRITTEN =
  /^(unclear\.|limit\.texts|dialog\.old|emergency\.later|find\.unknown|visits\.unknown|phone\.stuck|start\.done|worker\.help|pin\.call\.(?:soon|enough)|worker\.full|nickname\.(?:set|taken)|pin\.delete)/;

/** Whether a call may tell this. */
export function isSpoken(tells: readonly Tell[]): boolean {
  const keys = tells.flatMap((tell) => {
    if (tell.type === "say") return [tell.sentence.key];
    if (tell.type !== "prompt") return [tell.type];
    // On a call a worker's receipt has no choices.
    return tell.prompt.isShown ? ["silence"] : tell.prompt.say.map(({ key }) => key);
  });
  return !keys.some((key) => key === "silence" || WRITTEN.test(key));
}

/** How one turn's tells may be put on a call: all its pages, in one-question mode, repeated shorter, and read back. */
function* waysToAsk(prompt: Prompt | null, tells: readonly Tell[]) {
  if (prompt === null) {
    const said = tells.flatMap((tell) => (tell.type === "say" ? [tell.sentence] : []));
    yield { asking: { kind: "next", keys: offersVisitKeys(said) }, easy: false, isShort: false } as const;
    return;
  }
  for (let page = 0; page === 0 || page < optionsOn("call", prompt).length / 4; page += 1) {
    yield { asking: { kind: "prompt", page }, easy: false, isShort: false } as const;
  }
  yield { asking: { kind: "prompt", page: 0 }, easy: true, isShort: false } as const;
  yield { asking: { kind: "prompt", page: 0 }, easy: false, isShort: true } as const;
  const option = prompt.options.find(({ time }) => time);
  for (const easy of option ? [false, true] : []) {
    yield { asking: { kind: "readback", option, holdId: 1 } as Asking, easy, isShort: false };
  }
}

/** Everything one turn may say on a call in one language, and what is wrong with it. */
export function* faultsOnCall(speaking: Speaking, tells: readonly Tell[], tag: string): Generator<string> {
  const last = tells.at(-1);
  const prompt = last?.type === "prompt" ? last.prompt : null;
  for (const way of waysToAsk(prompt, tells)) {
    const complete = completeRecordings();
    // Names and fees are those of this walk, and counted as recorded.
    const recordings = (of: string, name: string) =>
      /^(clinic|doctor|number)\./.test(name) ? `${AUDIO}/${of}/${name}.wav` : complete.recordings(of, name);
    const about = { ...way, tells, prompt, language: tag, turn: 7 };
    const script = speaking.call(about);
    const document = callTwiml(script, { publicUrl: "https://gateway.example", recordings });
    yield* decent({ about, script, document, unheard: complete.unheard });
    // The builder is asked once for each shape of a document, whatever words are in it.
    const shape = document.replace(/>[^<]+</g, "><");
    if (!built.has(shape)) yield* sdkFaults(document);
    built.add(shape);
  }
}

function* decent(answer: Answer): Generator<string> {
  try {
    expectDecent(answer);
  } catch (error) {
    yield `${answer.about.language} ${answer.about.asking?.kind} ${(error as Error).message}`;
  }
}

/** The value of the option that keys have chosen. */
function chosenBy(to: Pressed, { options }: Prompt): OptionValue | null {
  if (to.to === "readback") return to.option.value;
  if (to.to !== "meaning") return null;
  const { meaning } = to;
  if (meaning.kind === "visit.key") return options.find(({ digit }) => digit === meaning.digit)?.value ?? null;
  return meaning.kind === "option" ? meaning.value : null;
}

/** Whether every option of a question can be reached by keys, and there is something that leads on. */
export function leadsOn(prompt: Prompt): boolean {
  const asking = (page: number): Asking => ({ kind: "prompt", page });
  const press = (page: number, digits: string) => pressed(asking(page), prompt, { digits, option: null }, MANNER);
  if (takesKeys(prompt)) return ["123456", "1980", "0203"].some((digits) => press(0, digits).to === "meaning");
  const reached = new Set<unknown>();
  for (let page = 0, seen = new Set<number>(); !seen.has(page); ) {
    seen = seen.add(page);
    for (const { key } of choicesOf(prompt, page)) {
      const to = press(page, String(key));
      reached.add(chosenBy(to, prompt));
    }
    const more = press(page, "9");
    page = more.to === "page" ? more.page : page;
  }
  const wanted = optionsOn("call", prompt).map(({ value }) => value);
  return wanted.length > 0 && wanted.every((value) => reached.has(value));
}
