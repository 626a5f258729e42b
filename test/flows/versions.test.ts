import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import type { AnyStateNode } from "xstate";
import { FLOWS } from "../../flows/all.ts";
import { FRAMES_MAX } from "../../src/core/dialog.ts";
import type { Flow } from "../../src/core/flow.ts";
import { nodesOf } from "./walker.ts";

/*
 * A dialog saved by one machine cannot go on in another, so a changed machine needs a new version: raise `version` in
 * the flow's file, then write the table anew with
 *   UPDATE=1 npx vitest run test/flows/versions.test.ts
 * which refuses a changed hash under an old version.
 */
const TABLE = new URL("./versions.json", import.meta.url);
type Row = { readonly version: number; readonly hash: string };

const sources = new Map([...FLOWS.keys()].map((name) => [name, readFileSync(`flows/${name}.ts`, "utf8")]));

/** The file's code without comments, blank space and trailing commas: formatting changes nothing. */
function plain(source: string): string {
  return source
    .replace(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (piece) =>
      piece.startsWith("/") ? "" : piece,
    )
    .replace(/\s+/g, "")
    .replace(/,(?=[)\]}])/g, "")
    .replace(/version:\d+/, "");
}

/** States and transitions as built, and the code of guards, actions and context as written. */
function hashOf(flow: Flow): string {
  const built = JSON.stringify(flow.machine.definition, (key, value) => (key === "version" ? undefined : value));
  return createHash("sha256")
    .update(`${built}\n${plain(sources.get(flow.name) ?? "")}`)
    .digest("hex")
    .slice(0, 16);
}

const known: Readonly<Record<string, Row>> = JSON.parse(readFileSync(TABLE, "utf8"));
const now = Object.fromEntries(
  [...FLOWS.values()].map((flow) => [flow.name, { version: flow.version, hash: hashOf(flow) }]),
);

/** Which flows each flow calls by name: `call` effects, and the menu's table of verbs. */
const calls = new Map(
  [...sources].map(([name, source]) => [
    name,
    [...source.matchAll(/\bflow: "([^"]+)"/g)].map((match) => match[1] ?? ""),
  ]),
);

describe("the version of a flow", () => {
  test.each([...FLOWS.keys()])("%s is raised whenever its machine changes", (name) => {
    const [old, current] = [known[name], now[name]];
    const isNew = old?.version !== current?.version;
    expect(
      isNew || old?.hash === current?.hash,
      `the machine of ${name} has changed: raise its version in flows/${name}.ts, then UPDATE=1 npx vitest run test/flows/versions.test.ts`,
    ).toBe(true);
  });

  it("is written in the table", () => {
    const changed = Object.keys(now).filter(
      (name) => known[name] && known[name].version === now[name]?.version && known[name].hash !== now[name]?.hash,
    );
    if (process.env["UPDATE"] && changed.length === 0) writeFileSync(TABLE, `${JSON.stringify(now, null, 2)}\n`);
    else expect(now, "UPDATE=1 npx vitest run test/flows/versions.test.ts writes the table").toEqual(known);
  });

  it("does not depend on how the file is laid out", () => {
    expect(plain(`const a = {\n  b: "x  y", // why\n  version: 3,\n};`)).toBe(
      plain(`const a = { b: "x  y", version: 4 };`),
    );
  });
});

describe("calls between flows", () => {
  it("name only flows there are", () => {
    expect([...calls.values()].flat().filter((name) => !FLOWS.has(name))).toEqual([]);
    expect([...calls.values()].flat().length).toBeGreaterThan(10);
  });

  it("reach every flow from the menu, the stop words, the visit keys, a worker's text, the shell of a call and what we push", () => {
    const reached = new Set([
      "menu",
      "stop",
      "start",
      "visit-key",
      "greet",
      "help",
      "push",
      "worker",
      "batch",
      "worker-code",
    ]);
    for (const name of reached) for (const called of calls.get(name) ?? []) reached.add(called);
    expect([...FLOWS.keys()].filter((name) => !reached.has(name))).toEqual([]);
  });

  it("never go round, and are no deeper than the stack may be", () => {
    const depth = (name: string, above: readonly string[]): number => {
      expect(above, `${name} calls itself by way of ${above}`).not.toContain(name);
      return 1 + Math.max(0, ...(calls.get(name) ?? []).map((called) => depth(called, [...above, name])));
    };
    for (const name of FLOWS.keys()) expect(depth(name, []), name).toBeLessThanOrEqual(FRAMES_MAX);
  });
});

describe("the machines", () => {
  it("have no history state: a saved frame does not remember one", () => {
    const isHistory = ({ type }: AnyStateNode) => type === "history";
    expect([...FLOWS.values()].flatMap(({ machine }) => nodesOf(machine.root).filter(isHistory))).toEqual([]);
  });
});
