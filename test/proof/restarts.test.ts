import { describe, it } from "vitest";
import { PUNJAB } from "../transcripts/district.ts";
import { play } from "../transcripts/play.ts";
import { scenesIn } from "../transcripts/scenes.ts";
import { VOICES } from "../transcripts/voices.ts";

const scenes = scenesIn("test/transcripts/canonical").filter(({ only }) => only !== "voice");
const languages = VOICES.map(({ locale }) => locale.tag);
const manners = { land: PUNJAB, known: true, languages } as const;

// Digits, restarts and repeated deliveries know no language, so one is enough for them.
describe.each(VOICES.slice(0, 1).map((voice) => [voice.locale.tag, voice] as const))("in %s", (_, voice) => {
  for (const scene of scenes) {
    it(`by digits, with a restart before every text: ${scene.title}`, { fails: scene.isBug }, () =>
      play(scene, voice, { ...manners, answers: "digits", careful: false, reopen: true }),
    );
  }
});
