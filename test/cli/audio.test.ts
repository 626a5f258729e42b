import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { unfit } from "../../src/speech/unfit.ts";
import { wav } from "../helpers/wav.ts";
import { imported } from "./files.ts";
import { shell } from "./shell.ts";

/** A shell whose Swahili has two sentences besides what every date needs, and its folder of recordings. */
async function small(change: { readonly production?: boolean } = {}) {
  const locales = mkdtempSync(join(tmpdir(), "gateway-locales-"));
  onTestFinished(() => rmSync(locales, { recursive: true }));
  for (const tag of ["en", "sw", "ha", "xx"]) {
    mkdirSync(join(locales, tag));
    const say = { "format.spoken": tag, "phone.none": "Tafadhali uliza {clinic}.", "call.bye": "Asante. Kwaheri." };
    writeFileSync(join(locales, tag, "say.json"), JSON.stringify(say));
    writeFileSync(join(locales, tag, "hear.json"), "{}");
  }
  const world = await shell({ locales, ...change });
  const folder = join(world.parts.audio, "sw");
  const put = (name: string, content: Uint8Array | string) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), content);
  };
  /** Every recording that the script asks for. */
  const record = async () => {
    const { lines } = await world.run("audio", "script", "sw");
    const names = lines.slice(1).map((line) => line.split(",")[0] ?? "");
    for (const name of names) put(name, wav(0.5));
    return names;
  };
  return { ...world, folder, put, record };
}

describe("audio script", () => {
  test("is a table of what a studio records, with the names of the clinics there are", async () => {
    const { run } = await imported();
    const { code, lines } = await run("audio", "script", "sw");
    expect(code).toBe(0);
    expect(lines[0]).toBe("file,words,note");
    expect(lines).toContain('number.0.wav,0,"in dates, times, codes and fees"');
    expect(lines).toContain("clinic.nabha-hospital.wav,Nabha Hospital,name of a clinic");
    expect(lines).toContain(
      'visit.neutral.voice.2.wav,kwenye,"{at}, [kwenye] {clinic}. Namba ya miadi ni {reference}."',
    );
    expect(lines).toContain("format.money.INR.voice.1.wav,rupia,[rupia] {amount}");
  });

  test.each([
    ["hi", "Calls in hi are spoken by a synthetic voice, which needs no recordings."],
    ["hi-Latn", "hi-Latn is a way to write hi: calls speak hi."],
    ["tlh", 'There is no language "tlh". There are: en, hi, hi-Latn, pa, sw.'],
    ["../sw", 'There is no language "../sw". There are: en, hi, hi-Latn, pa, sw.'],
  ])("refuses %s and says why", async (language, why) => {
    const { run } = await shell();
    for (const act of ["script", "check", "draft"]) {
      expect(await run("audio", act, language)).toEqual({ code: 1, lines: [why] });
    }
  });
});

describe("audio check", () => {
  test("finds nothing where everything is there", async () => {
    const { run, record } = await small();
    const names = await record();
    expect(names).toHaveLength(62);
    expect(await run("audio", "check", "sw")).toEqual({
      code: 0,
      lines: ["62 recordings are needed; 0 are missing, 0 of them names and fees; 0 are unfit, 0 superfluous."],
    });
  });

  test("names what is missing, unfit and superfluous", async () => {
    const { run, record, put, folder } = await small();
    await record();
    rmSync(join(folder, "call.bye.1.wav"));
    put("number.1.wav", wav(0.5, { rate: 44_100 }));
    put("number.2.wav", wav(9));
    put("number.99.wav", wav(0.5));
    put("notes.txt", "");
    put(".DS_Store", "");
    const { code, lines } = await run("audio", "check", "sw");
    expect(code).toBe(1);
    expect(lines).toEqual([
      "call.bye.1.wav is missing: Asante. Kwaheri.",
      "number.1.wav has 44100 samples a second instead of 8000",
      "number.2.wav takes 9.0 s, where about 1.0 s were expected",
      "number.99.wav is said by no call",
      "notes.txt is said by no call",
      "62 recordings are needed; 1 are missing, 0 of them names and fees; 2 are unfit, 2 superfluous.",
    ]);
  });

  test("tells a name that is missing from a sentence that is", async () => {
    const { run } = await imported();
    const { code, lines } = await run("audio", "check", "sw");
    expect(code).toBe(1);
    expect(lines).toContain("clinic.amloh.wav is missing: Amloh");
    expect(lines.at(-1)).toMatch(/^\d+ recordings are needed; \d+ are missing, 8 of them names and fees; 0 are unfit/);
  });
});

describe("audio draft", () => {
  test("is refused in production", async () => {
    const { run, folder } = await small({ production: true });
    expect(await run("audio", "draft", "sw")).toEqual({
      code: 1,
      lines: ["Placeholders are not for patients, so production makes none."],
    });
    expect(existsSync(folder)).toBe(false);
  });

  test("leaves a folder of real recordings alone", async () => {
    const { run, folder, put } = await small();
    put("call.bye.1.wav", wav(1));
    expect(await run("audio", "draft", "sw")).toMatchObject({
      code: 1,
      lines: [expect.stringMatching(/nothing was made/)],
    });
    expect(readdirSync(folder)).toEqual(["call.bye.1.wav"]);
  });

  test("says what to install where it is not", async () => {
    const { run, folder } = await small();
    const path = process.env["PATH"];
    onTestFinished(() => void Object.assign(process.env, { PATH: path }));
    process.env["PATH"] = "/nowhere";
    expect(await run("audio", "draft", "sw")).toEqual({
      code: 1,
      lines: ["This needs espeak-ng and sox (apt-get install espeak-ng sox)."],
    });
    expect(existsSync(folder)).toBe(false);
  });
});

/** `scripts/left-out.mjs` says so where this cannot run. */
const canSpeak = ["espeak-ng", "sox"].every((program) => {
  try {
    return execFileSync(program, ["--version"]).length > 0;
  } catch {
    return false;
  }
});

describe.runIf(canSpeak)("audio draft, by the real programs", () => {
  test("makes what is missing, marked and fit for a telephone", async () => {
    const { run, folder } = await small();
    const made = await run("audio", "draft", "sw");
    expect(made).toEqual({ code: 0, lines: [`62 placeholders made in ${folder}; the next start plays them.`] });
    const files = readdirSync(folder);
    expect(files).toHaveLength(63);
    for (const name of files.filter((file) => file.endsWith(".wav"))) {
      expect(unfit(readFileSync(join(folder, name)), "59"), name).toBe(null);
    }
    const { code, lines } = await run("audio", "check", "sw");
    expect([code, lines[0]]).toEqual([0, "DRAFT: these are placeholders, which production does not play."]);
    rmSync(join(folder, "number.5.wav"));
    expect((await run("audio", "draft", "sw")).lines).toEqual([
      `1 placeholders made in ${folder}; the next start plays them.`,
    ]);
  }, 30_000);

  test("is refused for a language that espeak-ng does not speak", async () => {
    const { run } = await small();
    expect(await run("audio", "draft", "ha")).toEqual({ code: 1, lines: ["espeak-ng does not speak ha."] });
  });
});
