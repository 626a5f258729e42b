import { describe, expect, it, test } from "vitest";
import { unfit } from "../../src/speech/unfit.ts";
import { wavHeader } from "../../src/speech/wav.ts";
import { chunk, wav } from "../helpers/wav.ts";

const WORDS = "Namba ya miadi ni";

describe("a recording is fit for a telephone", () => {
  test.each([
    ["µ-law", wav(1.5)],
    ["16-bit PCM", wav(1.5, { format: 1, bits: 16 })],
    ["with a chunk of odd length between", wav(1.5, {}, [chunk("LIST", new Uint8Array(7))])],
    ["as short as a syllable", wav(0.15)],
  ])("%s", (_, file) => {
    expect(unfit(file, WORDS)).toBe(null);
  });

  it("even a slow single word", () => {
    expect(unfit(wav(2.9), "Jumatatu")).toBe(null);
  });
});

describe("a recording is not", () => {
  test.each([
    ["of a studio's rate", wav(1.5, { rate: 44_100 }), "has 44100 samples a second instead of 8000"],
    ["in stereo", wav(1.5, { channels: 2 }), "has 2 channels instead of one"],
    ["A-law", wav(1.5, { format: 6 }), "is neither µ-law nor 16-bit PCM"],
    ["8-bit PCM", wav(1.5, { format: 1 }), "is neither µ-law nor 16-bit PCM"],
    ["empty", wav(0), "is empty"],
    ["of another sentence", wav(5.1), "takes 5.1 s, where about 1.6 s were expected"],
    ["another kind of file", Buffer.from("ID3 an mp3 that was only renamed"), "is no whole WAV file"],
    ["of no bytes", new Uint8Array(), "is no whole WAV file"],
  ])("%s", (_, file, why) => {
    expect(unfit(file, WORDS)).toBe(why);
  });

  it("cut short anywhere, or with anything behind it", () => {
    const whole = wav(0.2);
    for (let length = 0; length < whole.length; length += 1) expect(wavHeader(whole.subarray(0, length))).toBe(null);
    expect(wavHeader(Buffer.concat([whole, Buffer.from("x")]))).toBe(null);
  });

  it("with a header that lies about the length of the sound", () => {
    const lying = Buffer.from(wav(0.2));
    lying.writeUInt32LE(0x7fff_fff0, 40);
    expect(wavHeader(lying)).toBe(null);
  });
});

it("is read by what its header says", () => {
  const read = { format: 7, channels: 1, samplesPerSecond: 8_000, bitsPerSample: 8, seconds: 1.25 };
  expect(wavHeader(wav(1.25))).toEqual(read);
});
