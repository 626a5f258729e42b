import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { type Dialog, openPrompt } from "../../src/core/dialog.ts";
import type { Tell } from "../../src/core/effects.ts";
import { optionsOn, type Prompt } from "../../src/core/prompt.ts";
import { isGsm7, segments } from "../../src/core/segments.ts";
import type { Speaking } from "../../src/core/speaking.ts";
import { SPOKEN } from "../transcripts/caller.ts";
import { VOICES } from "../transcripts/voices.ts";
import { faultsOnCall, isSpoken, leadsOn } from "./call-walk.ts";
import { keysOf, turn } from "./driver.ts";
import { type Longest, longest } from "./longest.ts";
import { accepted, OUTDATED, type Walked, walk, watchFlows } from "./walker.ts";

/** Sentences with which a conversation may end, by call before its own "for the main menu, press 0": each tells what to do next, or nothing is left to do, as below a worker's receipt. */
const ENDS = /0 = menu|\b6 |\b7 |\b8 |\(silence\)|stop\.done|easy\.o|help\.(?:person|later)\.done|\(receipt\)/;

const { all, passed, leave } = watchFlows();
/** Every text there is, once: its keys, and one turn's tells that say it. */
const shapes = new Map<string, readonly Tell[]>();
const prompts = new Map<string, Prompt>();
const waits = new Map<string, Dialog>();
const faults = new Set<string>();
const wayOn = new Map<string, boolean>();
let dialogs = 0;
let turns = 0;
let words: Longest;

function look({ tells, dialog, before, meaning, progress }: Walked): void {
  turns += 1;
  const keys = keysOf(tells);
  shapes.set(keys.join(" | "), tells);
  const fault = (what: string) => {
    const states = before.frames.map(({ flow, saved }) => `${flow}.${saved.value}`);
    faults.add(`${what}: ${JSON.stringify(meaning)} after ${states}`);
  };
  if (tells.length === 0) fault("nothing told");
  const prompt = openPrompt(dialog);
  if (dialog.frames.length > 0 && !prompt) fault("an open dialog without a question");
  if (prompt) {
    const question = JSON.stringify(prompt);
    prompts.set(question, prompt);
    if (dialog.frames.at(-1)?.again !== true) waits.set(question, dialog);
  }
  const asked = tells.filter(({ type }) => type === "prompt").length;
  // The waits were frames once and looked at then.
  if (!isPlain(dialog.frames)) fault("not plain data");
  if (asked > 1) fault("two questions in one text");
  if (asked === 0 && !leavesWayOn(tells, keys)) fault(`no way on: ${keys}`);
  if (progress.settled && dialog.waits.length > 0) fault("back goes behind what was settled");
  if (prompt && accepted(dialog).length === 0) faults.add(`dead end: ${keys}`);
}

function leavesWayOn(tells: readonly Tell[], keys: readonly string[]): boolean {
  const shape = keys.join(" ");
  const known = wayOn.get(shape) ?? ENDS.test(`${words.text(tells, "en")} ${shape}`);
  wayOn.set(shape, known);
  return known;
}

/** Only what JSON carries; an absent value is no value. */
function isPlain(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object") return false;
  const isRecord = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isRecord && Object.values(value).every(isPlain);
}

/** Every text in every language, with what it costs. */
function* rendered() {
  for (const tag of words.tags) {
    for (const [keys, tells] of shapes) {
      const text = words.text(tells, tag);
      if (text !== "") yield { tag, keys, text, ...segments(text) };
    }
  }
}

beforeAll(async () => {
  words = await longest();
  dialogs = walk(look);
  const summary = `walked ${turns} turns over ${dialogs} dialogs; ${shapes.size} texts in ${words.tags.join(", ")}\n`;
  process.stdout.write(summary);
}, 120_000);
afterAll(leave);

describe("every path walked", () => {
  it("tells something, asks at most one question, and leaves a way on", () => {
    expect([...faults]).toEqual([]);
  });

  it("passes every state and every transition of every flow", () => {
    expect([...all].filter((one) => !passed.has(one))).toEqual([]);
  });

  it("is bounded, and not by chance small", () => {
    expect(dialogs).toBeGreaterThan(200);
    expect(dialogs).toBeLessThan(5_000);
  });

  it("offers no digit twice, never 0, and 6, 7, 8 only in what we push", () => {
    for (const options of [...prompts.values()].flatMap((prompt) => [
      optionsOn("text", prompt),
      optionsOn("call", prompt),
    ])) {
      const digits = options.filter(({ label }) => !label.key.startsWith("push.")).map(({ digit }) => digit);
      expect(new Set(digits).size, String(digits)).toBe(digits.length);
      for (const digit of digits) expect([1, 2, 3, 4, 5, 9]).toContain(digit);
      expect(new Set(options.map(({ value }) => value)).size).toBe(options.length);
      const hears = options.flatMap((option) => option.hears ?? []);
      expect(new Set(hears).size, String(hears)).toBe(hears.length);
    }
  });

  it("moves on after every question by something the question takes", () => {
    const stuck = [...waits.values()].filter((dialog) => {
      const asked = JSON.stringify(openPrompt(dialog));
      return !accepted(dialog).some((meaning) => JSON.stringify(openPrompt(turn(dialog, meaning).dialog)) !== asked);
    });
    expect(
      stuck.map(({ frames }) => keysOf(frames.flatMap(({ prompt }) => (prompt ? [{ type: "prompt", prompt }] : [])))),
    ).toEqual([]);
  });

  it("starts a dialog of an older version anew after saying so", () => {
    const { tells, dialog } = turn(OUTDATED, { kind: "option", value: "book" });
    expect(keysOf(tells).slice(0, 2)).toEqual(["dialog.outdated", "menu.title"]);
    expect(dialog.frames.map(({ version }) => version)).toEqual([FLOWS.get("menu")?.version]);
  });
});

describe("every text in every language", () => {
  it("fits two segments with the longest values", () => {
    const over = [...rendered()].filter((one) => one.segments > 2);
    expect(over.map(({ tag, keys, units, segments: count }) => `${tag} ${count} (${units}) ${keys}`)).toEqual([]);
  });

  it("is one segment for the main menu where the language is written in GSM-7", () => {
    const { tells } = turn({ frames: [], waits: [], strikes: 0 }, { kind: "command", command: "menu" });
    for (const tag of words.tags) {
      const text = words.text(tells, tag);
      if (isGsm7(text)) expect(segments(text).segments, `${tag}: ${text}`).toBe(1);
    }
  });

  it("is whole: no empty line, no brace, nothing undefined", () => {
    for (const { text, tag, keys } of rendered()) {
      expect(text, `${tag} ${keys}`).not.toMatch(/[{}]|undefined|null|NaN|^\s*$|\n\s*\n|\n$/);
    }
  });
});

describe("every turn on a call, in every language that is spoken", () => {
  it("is a document the provider's own builder would have made, decent and with a way on", () => {
    const found = new Set<string>();
    let calls = 0;
    for (const tag of SPOKEN) {
      for (const tells of [...shapes.values()].filter(isSpoken)) {
        calls += 1;
        for (const fault of faultsOnCall(VOICES[0]?.speaking as Speaking, words.tells(tells, tag), tag))
          found.add(fault);
      }
    }
    expect(calls).toBeGreaterThan(500);
    expect([...found]).toEqual([]);
  });

  it("reaches every option by keys, and none is without a key", () => {
    const stuck = [...prompts.values()].filter((prompt) => !leadsOn(prompt));
    expect(stuck.map((prompt) => keysOf([{ type: "prompt", prompt }]))).toEqual([]);
  });
});
