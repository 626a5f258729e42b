import { FLOWS } from "../../flows/all.ts";
import { seedDemo } from "../../src/booking/seed-demo.ts";
import { createConverse } from "../../src/converse.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import type { Transact } from "../../src/store/engine.ts";
import { testDatabase } from "./database.ts";

/** The gateway number of the demo's first clinic. */
export const TO = "+919876500101";

const speaking = createSpeaking(readLocales("locales"));

/** The real shell of a turn over a database; the provider's ids and everything else are the caller's. */
export async function converseOver(transact: Transact) {
  return createConverse({
    transact,
    flows: FLOWS,
    country: "IN",
    secret: new Uint8Array(32),
    speaking: await speaking,
  });
}

/** The demo district on a database of its own, Monday at 08:00. */
export async function demoDatabase() {
  const database = await testDatabase();
  await seedDemo(database.run);
  return database;
}

/** A number of the demo's country that nobody has yet. */
export function phone(n: number): string {
  return `+9198${String(10_000_000 + n).padStart(8, "0")}`;
}

/** Numbers in [0, 1) that a seed fixes (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
