import { describe, it } from "vitest";
import { PUNJAB } from "./district.ts";
import { play } from "./play.ts";
import { scenesIn } from "./scenes.ts";
import { halfOf, VOICES } from "./voices.ts";

const scenes = scenesIn("test/transcripts/canonical").filter(({ only }) => only !== "voice");
const languages = VOICES.map(({ locale }) => locale.tag);
const manners = { land: PUNJAB, known: true, languages } as const;

/** Plays every canonical transcript by text, in every second language. */
export function playByText(half: "first" | "second"): void {
  describe.each(halfOf(VOICES, half).map((voice) => [voice.locale.tag, voice] as const))(
    "in %s, by labels",
    (_, voice) => {
      for (const scene of scenes) {
        it(scene.title, { fails: scene.isBug }, () =>
          play(scene, voice, { ...manners, answers: "labels", careful: voice === VOICES[0], reopen: false }),
        );
      }
    },
  );
}
