import { describe, it } from "vitest";
import { PUNJAB } from "./district.ts";
import { play } from "./play.ts";
import { scenesIn } from "./scenes.ts";
import { halfOf, VOICES } from "./voices.ts";

const scenes = scenesIn("test/transcripts/canonical").filter(({ only }) => only !== "text");
const languages = VOICES.map(({ locale }) => locale.tag);
const manners = { land: PUNJAB, known: true, languages, answers: "digits", channel: "voice" } as const;

/** Plays every canonical transcript by call, in every second language. */
export function playByCall(half: "first" | "second"): void {
  describe.each(halfOf(VOICES, half).map((voice) => [voice.locale.tag, voice] as const))(
    "in %s, by call",
    (_, voice) => {
      const isFirst = voice === VOICES[0];
      for (const scene of scenes) {
        // Restarts and repeated requests know no language, so one is enough for them; and what is asked by text as well has been
        // restarted there.
        it(scene.title, { fails: scene.isBug }, () =>
          play(scene, voice, { ...manners, careful: isFirst, reopen: isFirst && scene.only === "voice" }),
        );
      }
    },
  );
}
