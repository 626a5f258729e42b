import { type CallScript, type Piece, type Utterance, wordsOf } from "../../core/call-script.ts";
import { document, element } from "./twiml.ts";
import { voiceOf } from "./voices.ts";

/** Recorded speech: where a recording is heard; null where there is none. */
export type Recordings = (language: string, name: string) => string | null;

type Where = Readonly<{ publicUrl: string; recordings: Recordings }>;

/** How long she may think before a key counts as not pressed (s): finding a key on an unknown phone takes five. */
const THINKING = 7;
/** The same while one choice at a time is asked: the next one follows anyway. */
const DECIDING = 2;
/** Pause after each sentence for who did not follow (s). */
const SLOWLY = 1;

/**
 * TwiML that says a script and gathers what it expects. Whatever happens there is a way on: silence posts to the same
 * address (`actionOnEmptyResult`), and so does the redirect behind, for providers that do not know that attribute.
 */
export function callTwiml(script: CallScript, where: Where): string {
  const said = script.say.flatMap((utterance) => spoken(utterance, where, script.slowly)).join("");
  const on = (option?: number) =>
    `${where.publicUrl}/twilio/voice/turn?n=${script.turn}${option === undefined ? "" : `&o=${option}`}`;
  const redirect = element("Redirect", { method: "POST" }, [on()], "text");
  switch (script.expects.kind) {
    case "end":
      return document([said, element("Hangup", {}, [])]);
    case "keys":
      return document([
        gather(on(), { finishOnKey: "#", numDigits: script.expects.max, timeout: THINKING }, said),
        redirect,
      ]);
    case "each": {
      const { options } = script.expects;
      const intro = said === "" ? "" : gather(on(), { ...ONE_KEY, timeout: 1, passing: true }, said);
      const each = options.map((option, at) =>
        gather(on(at), { ...ONE_KEY, timeout: DECIDING, passing: true }, spoken(option, where, script.slowly).join("")),
      );
      return document([intro, ...each, redirect]);
    }
    default:
      return document([gather(on(), { ...ONE_KEY, timeout: THINKING }, said), redirect]);
  }
}

/** No key ends a single key: # would leave nothing pressed. */
const ONE_KEY = { finishOnKey: "", numDigits: 1 } as const;

type Gathering = Readonly<{ finishOnKey: string; numDigits: number; timeout: number; passing?: boolean }>;

/** `passing`: on silence the document goes on below, instead of asking us. */
function gather(action: string, { passing = false, ...how }: Gathering, said: string): string {
  const attributes = {
    input: "dtmf",
    ...how,
    action,
    method: "POST",
    ...(passing ? {} : { actionOnEmptyResult: "true" }),
  };
  return element("Gather", attributes, [said]);
}

function spoken(utterance: Utterance, { recordings }: Where, slowly: boolean): readonly string[] {
  const voice = voiceOf(utterance.language);
  const said = voice
    ? [element("Say", voice, [wordsOf(utterance)], "text")]
    : utterance.pieces
        .flatMap((piece) => recorded(piece, (name) => recordings(utterance.language, name)))
        .map((url) => element("Play", {}, [url], "text"));
  return slowly ? [...said, element("Pause", { length: SLOWLY }, [])] : said;
}

/** A name nobody has recorded is said as what it is: "the clinic". */
function recorded({ audio, instead = [] }: Piece, urlOf: (name: string) => string | null): readonly string[] {
  const urls = audio.map(urlOf);
  const found = urls.filter((url) => url !== null);
  if (audio.length > 0 && found.length === urls.length) return found;
  return instead.flatMap((name) => urlOf(name) ?? []);
}
