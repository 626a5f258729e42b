import { expect } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import type { Tell } from "../../src/core/effects.ts";
import { templatesOf } from "../../src/core/templates.ts";

/** Purposes of what answers something she has just done, by text or on a call: nothing that we start. */
const ANSWERS: ReadonlySet<string> = new Set([
  ...["callback", "menu", "dropped", "receipt", "booked", "moved", "cancelled"],
  // What comes of a payment: she is paying at that moment.
  ...["unpaid", "link", "refund"],
]);

const at = { at: Date.UTC(2026, 2, 3, 4, 30), zone: "Asia/Kolkata" };
const values = { at, day: "2026-03-03", clinic: { name: "Nabha" }, doctor: { name: "Dr Kaur" }, nickname: "Asha" };

/** The sentences that may stand in a text of a purpose. */
const registered = new Map<string, Set<string>>();
for (const { id, tells } of templatesOf(FLOWS, values)) {
  const keys = registered.get(id) ?? new Set();
  for (const key of tells.flatMap(keysOf)) keys.add(key);
  registered.set(id, keys);
}

/** Every sentence of a text that we start stands in a template of its purpose, for an operator lets nothing else through. */
export function expectTemplated(purpose: string, tells: readonly Tell[]): void {
  if (ANSWERS.has(purpose)) return;
  const known = [...(registered.get(purpose) ?? [])];
  expect(known, `a template for ${purpose}`).toEqual(expect.arrayContaining(tells.flatMap(keysOf)));
}

function keysOf(tell: Tell): readonly string[] {
  if (tell.type === "say") return [tell.sentence.key];
  if (tell.type === "receipt") return tell.lines.flatMap((line) => (line.is === "said" ? [line.sentence.key] : []));
  if (tell.type !== "prompt") return [];
  return [...tell.prompt.say.map(({ key }) => key), ...tell.prompt.options.map(({ label }) => label.key)];
}
