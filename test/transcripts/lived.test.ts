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
    const scenes = ["lived", "lived/workers"].flatMap((folder) => scenesIn(`test/transcripts/${folder}/${tag}.txt`));
    for (const scene of scenes) {
      it(scene.title, { fails: scene.isBug }, () => play(scene, voice, { ...manners, careful: false }));
    }
  });
}
