import { describe, it } from "vitest";
import { PUNJAB } from "./district.ts";
import { play } from "./play.ts";
import { scenesIn } from "./scenes.ts";
import { VOICES } from "./voices.ts";

const scenes = scenesIn("test/transcripts/canonical");

for (const voice of VOICES) {
  describe(`in ${voice.locale.tag}`, () => {
    for (const scene of scenes) {
      it(scene.title, { fails: scene.isBug }, async () => {
        await play(scene, voice, { land: PUNJAB, answers: "digits", careful: false, known: true });
        await play(scene, voice, { land: PUNJAB, answers: "labels", careful: true, known: true });
      });
    }
  });
}
