import { describe, it } from "vitest";
import { PUNJAB } from "./district.ts";
import { play } from "./play.ts";
import { scenesIn } from "./scenes.ts";
import { VOICES } from "./voices.ts";

const MANNERS = { land: PUNJAB, known: true, languages: VOICES.map(({ locale }) => locale.tag) } as const;
const scenes = scenesIn("test/transcripts/canonical");

for (const voice of VOICES) {
  describe(`in ${voice.locale.tag}`, () => {
    for (const scene of scenes) {
      it(scene.title, { fails: scene.isBug }, async () => {
        await play(scene, voice, { ...MANNERS, answers: "digits", careful: false, reopen: false });
        await play(scene, voice, { ...MANNERS, answers: "labels", careful: true, reopen: voice === VOICES[0] });
      });
    }
  });
}
