import fc from "fast-check";
import { test } from "vitest";
import { exactTimes, nextFree, notHers, sentAgain } from "../booking/batch/properties.ts";

/** fast-check prints the seed of what fails; SEED=n plays it again. */
const seed = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const options = { numRuns: process.env["PROOF_LONG"] === "1" ? 200 : 10, seed };

test.each([
  ["a text sent again, whole or in parts, leaves the same visits", sentAgain],
  ["lines with an exact time give the same visits in any order and however they are split", exactTimes],
  ["next free books the same people at the same times in any order", nextFree],
  ["somebody else's patient is answered and written down as a code that nobody has", notHers],
])("%s", async (_, property) => {
  await fc.assert(property() as fc.IAsyncProperty<unknown>, options);
});
