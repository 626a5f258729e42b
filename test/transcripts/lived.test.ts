import { describe, it } from "vitest";
import { KISUMU, PUNJAB } from "./district.ts";
import { play } from "./play.ts";
import { scenesIn } from "./scenes.ts";
import { VOICES } from "./voices.ts";

for (const voice of VOICES) {
  const { tag } = voice.locale;
  const land = tag === "sw" ? KISUMU : PUNJAB;
  const manners = { land, languages: land.languages, answers: "digits", known: false, reopen: false } as const;
  describe(`as people write ${tag}`, () => {
    for (const scene of scenesIn(`test/transcripts/lived/${tag}.txt`)) {
      it(scene.title, { fails: scene.isBug }, () => play(scene, voice, { ...manners, careful: false }));
    }
  });
}
