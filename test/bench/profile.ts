import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FLOWS } from "../../flows/all.ts";
import { createConverse } from "../../src/converse.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import { makeDistrict, openBench } from "./district.ts";
import { texts } from "./load.ts";

/*
 * Turns alone, without HTTP, for a profile: npx tsc -p tsconfig.bench.json && node --cpu-prof dist/bench/test/bench/profile.js
 */

const TURNS = 8_000;
const folder = mkdtempSync(join(tmpdir(), "gateway-profile-"));
const file = join(folder, "profile.db");
await makeDistrict(file, 200_000);
const engine = openBench(file);
const speaking = await createSpeaking(readLocales("locales"));
const converse = createConverse({
  transact: engine.transact,
  flows: FLOWS,
  country: "IN",
  secret: new Uint8Array(32),
  speaking,
});
const nextText = texts(128);
const startedAt = process.cpuUsage();
for (let n = 0; n < TURNS; n += 64) {
  await Promise.all(
    Array.from({ length: 64 }, (_, k) => {
      const { from, to, body } = nextText();
      return converse({ channel: "twilio-sms", providerId: `SM${n + k}`, from, to, text: body });
    }),
  );
}
const { user, system } = process.cpuUsage(startedAt);
process.stdout.write(
  `${(user / TURNS).toFixed(0)} µs of CPU a turn, and ${(system / TURNS).toFixed(0)} µs in the kernel\n`,
);
await engine.close();
rmSync(folder, { recursive: true, force: true });
