import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readAudio } from "../../src/speech/audio.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createPhrases } from "../../src/speech/phrases.ts";
import { fixedRecordings } from "../../src/speech/recordings.ts";
import { wav } from "../helpers/wav.ts";

const PUBLIC_URL = "https://calls.example.org";
const phrases = await createPhrases(readLocales("locales"));
const names = fixedRecordings(phrases, "sw").map(({ name }) => name);

/** A folder with every Swahili recording, with whatever the test puts beside or over them. */
function recorded(change: Readonly<Record<string, Uint8Array | string | null>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "gateway-audio-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "sw"));
  const files = { ...Object.fromEntries(names.map((name) => [`${name}.wav`, wav(0.5)])), ...change };
  for (const [name, content] of Object.entries(files)) {
    if (content !== null) writeFileSync(join(folder, "sw", name), content);
  }
  return folder;
}

const heard = (folder: string, playsDrafts = true) =>
  readAudio(phrases, ["sw", "so"], { folder, publicUrl: PUBLIC_URL, playsDrafts });

it("is complete with every fixed part and number, names or not", () => {
  const { complete, unheard, address } = heard(recorded());
  expect([[...complete], unheard]).toEqual([["sw"], []]);
  expect(address("sw", "clinic.nabha")).toBe(null);
});

it("is incomplete with one missing or unfit, and never plays what is unfit", () => {
  const change = { "number.7.wav": null, "number.8.wav": wav(0.5, { rate: 44_100 }), "clinic.nabha.wav": wav(0) };
  const { complete, unheard, address } = heard(recorded(change));
  expect([...complete]).toEqual([]);
  expect(unheard).toEqual([{ language: "sw", isDraft: false, missing: 2, unfit: 2 }]);
  for (const name of ["number.7", "number.8", "clinic.nabha"]) expect(address("sw", name)).toBe(null);
});

it("starts all the same where a file cannot be read", () => {
  const folder = recorded({ "number.9.wav": null });
  symlinkSync("/nowhere", join(folder, "sw", "number.9.wav"));
  expect(heard(folder).unheard).toEqual([{ language: "sw", isDraft: false, missing: 1, unfit: 1 }]);
});

it("plays names of clinics and doctors, currencies and numbers of fees", () => {
  const optional = ["clinic.nabha", "doctor.dr-kaur", "format.money.KES.voice.1", "number.200"];
  const { address } = heard(recorded(Object.fromEntries(optional.map((name) => [`${name}.wav`, wav(0.6)]))));
  for (const name of optional)
    expect(address("sw", name), name).toMatch(/^https:\/\/calls.example.org\/audio\/sw\/.+\.[0-9a-f]{16}\.wav$/);
});

it("hears a path only where an address led to it, and nothing else from the folder", () => {
  const { address, file } = heard(
    recorded({ "clinic.nabha.wav": wav(0.7), "visit.old.1.wav": wav(0.5), "notes.txt": "x" }),
  );
  expect(file(new URL(address("sw", "clinic.nabha") ?? "").pathname)).toEqual(Buffer.from(wav(0.7)));
  expect(address("sw", "visit.old.1")).toBe(null);
  for (const other of ["/audio/sw/clinic.nabha.wav", "/audio/sw/notes.txt", "/audio/sw/../sw/DRAFT"]) {
    expect(file(other)).toBe(null);
  }
});

it("changes the address with the content", () => {
  const addresses = [0.6, 0.7].map((seconds) =>
    heard(recorded({ "clinic.nabha.wav": wav(seconds) })).address("sw", "clinic.nabha"),
  );
  expect(new Set(addresses).size).toBe(2);
});

it("never plays placeholders in production, however complete", () => {
  const folder = recorded({ DRAFT: "" });
  const { complete, unheard, address } = heard(folder, false);
  expect([...complete]).toEqual([]);
  expect(unheard).toMatchObject([{ language: "sw", isDraft: true }]);
  expect(names.filter((name) => address("sw", name) !== null)).toEqual([]);
  expect([...heard(folder).complete]).toEqual(["sw"]);
});
