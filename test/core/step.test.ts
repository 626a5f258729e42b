import { describe, expect, it, test } from "vitest";
import {
  type AnyStateMachine,
  assign,
  emit,
  enqueueActions,
  fromPromise,
  initialTransition,
  raise,
  setup,
  transition,
} from "xstate";
import { FLOWS } from "../../flows/all.ts";
import { NOTHING_OPEN } from "../../src/core/dialog.ts";
import type { Answer, Effect, FlowEvent, Json } from "../../src/core/effects.ts";
import type { Flow } from "../../src/core/flow.ts";
import { type Saved, type Stepped, start, step } from "../../src/core/step.ts";
import { answersTo, visit } from "../flows/answers.ts";
import { accepted } from "../flows/walker.ts";

const SEED = Number(process.env["SEED"] ?? 20261123);
const RUNS = 3_000;

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number) {
  let state = seed;
  return <T>(list: readonly T[]): T => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return list[((t ^ (t >>> 14)) >>> 0) % list.length] as T;
  };
}

const OWNERS = [{ kind: "worker", workerId: 1 } as const, { kind: "patient", patientId: 1 } as const] as const;
const INPUTS: Readonly<Record<string, readonly Json[]>> = {
  batch: (["list", "help"] as const).map((kind) => ({
    ...{ lines: [{ is: "command", command: { kind, code: null } }], offers: true, room: 12 },
  })),
  push: [
    { about: "reminder", visitId: 1, visit: visit(1) },
    { about: "follow.up", visitId: 1, visit: visit(1, { ahead: false, next: { day: "2026-12-01" } }) },
    { about: "moved", visitId: 1, visit: null },
  ],
  book: [
    { blanks: {}, patientId: null },
    { blanks: { care: "eye", day: "2026-11-25" }, patientId: 3 },
  ],
  find: [
    { wish: {}, blanks: {}, moving: null, taken: false },
    { wish: { care: "eye" }, blanks: { doctor: ["kaur"] }, moving: 4, taken: true },
  ],
  language: [{ language: null }, { language: "hi" }],
  menu: [
    { verb: null, blanks: {} },
    { verb: "move", blanks: { reference: "4820139" } },
  ],
  move: [{ visit: visit(1) }],
  narrow: [{ wish: { care: "eye" } }],
  pin: OWNERS.map((owner) => ({ owner })),
  "change-pin": OWNERS.map((owner) => ({ owner })),
  "set-pin": [
    { owner: OWNERS[0], isProven: false },
    { owner: OWNERS[1], isProven: true },
  ],
  "worker-code": [{ code: "482913", offers: true }],
  "worker-pin": [{ workerId: 1 }],
  "worker-command": ["book", "change", "outcome", "list", "register"].map((what) => ({ what })),
  phone: [{ stuck: true }, { stuck: false }],
  "pick-visit": [{ visits: [1, 2, 3, 4, 5, 6, 7].map((id) => visit(id)) }],
  "visit-key": [{ digit: 6 }, { digit: 7 }, { digit: 8 }],
  visits: [
    { reference: null, move: true },
    { reference: "4820139", move: false },
  ],
  "year-of-birth": [{ patientId: 5 }],
};

const RETURNS: Readonly<Record<string, readonly Json[]>> = {
  find: [null, { slotId: 101, care: "eye", wish: { care: "eye" } }],
  "for-whom": [null, { patientId: 3 }, { name: "Asha" }],
  "pick-visit": [visit(2), visit(3, { state: "cancelled" })],
  narrow: [
    { wish: { day: "2026-11-26" }, blanks: {} },
    { wish: {}, blanks: { doctor: ["kaur"] } },
  ],
  care: [{ care: "eye" }, { day: "2026-11-26" }],
  pin: ["right", "none", "locked", "left"],
  "set-pin": ["set", "left"],
  "worker-pin": ["right", "set", "locked", "left"],
};

/** Events that may fit what a step ended with. */
function eventsAfter(flow: Flow, { effects, saved }: Stepped): readonly FlowEvent[] {
  const last = effects.at(-1);
  if (!last || last.type === "say" || last.type === "receipt" || last.type === "silence" || last.type === "writeTask")
    return [];
  if (last.type === "call") {
    return (RETURNS[last.flow] ?? [null]).map((output) => ({ type: "flow.returned", flow: last.flow, output }));
  }
  if (last.type !== "prompt") return [...answersTo(last), { type: "opted.out" }];
  const frame = { flow: flow.name, version: flow.version, saved, prompt: last.prompt, holdId: null };
  const open = { ...NOTHING_OPEN, frames: [{ ...frame, interrupts: false, again: false }] };
  const events = accepted(open).map((meaning): FlowEvent => {
    if (meaning.kind === "option") return { type: "chosen", value: meaning.value };
    if (meaning.kind === "told") return { type: "told", verb: null, blanks: meaning.blanks };
    if (meaning.kind === "options") return { type: "chosen.many", values: meaning.values };
    if (meaning.kind === "name") return { type: "name.given", name: meaning.name };
    if (meaning.kind === "pin") return { type: "pin.given", digits: meaning.digits, by: meaning.by };
    return meaning.kind === "year" ? { type: "year.given", year: 1980 } : { type: "code.given", code: "482913" };
  });
  return [...events, { type: "asked.again" }, { type: "opted.out" }];
}

type Public = readonly [
  { value: unknown; context: unknown; status: string; output: unknown },
  readonly { params?: unknown }[],
];

function expectSame(ours: Stepped, [snapshot, actions]: Public): void {
  expect(ours.saved).toEqual({ value: snapshot.value, context: snapshot.context });
  expect(ours.effects).toEqual(actions.map((action) => (action.params as { event: Effect }).event));
  expect(ours.output).toEqual(snapshot.status === "done" ? { value: snapshot.output ?? null } : undefined);
}

describe(`a step, over ${RUNS} random conversations (seed ${SEED})`, () => {
  it("is XState's own transition, and its snapshot survives JSON", () => {
    const pick = randomFrom(SEED);
    let steps = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const flow = pick([...FLOWS.values()]);
      const input = pick(INPUTS[flow.name] ?? [null]);
      let ours = start(flow, input);
      expectSame(ours, initialTransition(flow.machine, input) as unknown as Public);
      for (let length = 0; length < 12 && !ours.output; length += 1) {
        const events = eventsAfter(flow, ours);
        if (events.length === 0) break;
        const event = pick(events);
        const saved: Saved = JSON.parse(JSON.stringify(ours.saved));
        expect(saved).toEqual(ours.saved);
        const full = flow.machine.resolveState({ value: saved.value as never, context: saved.context });
        ours = step(flow, saved, event);
        expectSame(ours, transition(flow.machine, full, event) as unknown as Public);
        steps += 1;
      }
    }
    expect(steps).toBeGreaterThan(5_000);
  });
});

const cheat = setup({
  types: {} as { events: FlowEvent; emitted: Effect; context: { n: number } },
  actors: { other: fromPromise(async () => 1) },
  actions: { named: () => {} },
});
const flowOf = (machine: AnyStateMachine): Flow => ({ name: "cheat", version: 1, machine });
const asking: Effect = { type: "findCares" };
const calling: Effect = { type: "call", flow: "care", input: null };
const telling: Effect = { type: "silence" };

describe("a flow that cheats", () => {
  test.each([
    ["waits by itself", cheat.createMachine({ context: { n: 0 }, after: { 1000: {} } })],
    ["invokes something", cheat.createMachine({ context: { n: 0 }, invoke: { src: "other" } })],
    ["acts in a function", cheat.createMachine({ context: { n: 0 }, entry: () => {} })],
    ["acts in a named function", cheat.createMachine({ context: { n: 0 }, entry: "named" })],
    ["raises an event", cheat.createMachine({ context: { n: 0 }, entry: raise({ type: "opted.in" }) })],
    [
      "acts behind enqueueActions",
      cheat.createMachine({ context: { n: 0 }, entry: enqueueActions(({ enqueue }) => enqueue(() => {})) }),
    ],
  ])("is found out when it %s", (_, machine) => {
    expect(() => start(flowOf(machine), null)).toThrow(/flows only emit/);
  });

  it("is found out at a later step too", () => {
    const machine = cheat.createMachine({ context: { n: 0 }, on: { "opted.in": { actions: () => {} } } });
    const { saved } = start(flowOf(machine), null);
    expect(() => step(flowOf(machine), saved, { type: "opted.in" })).toThrow(/flows only emit/);
  });

  test.each([
    ["an ask", [asking, telling]],
    ["a call", [calling, telling]],
    ["one ask", [asking, asking]],
    ["an ask or a call", [asking, calling]],
  ])("is found out when it goes on after %s", (_, effects) => {
    const machine = setup({}).createMachine({ entry: effects.map((effect) => emit(effect)) });
    expect(() => start(flowOf(machine), null)).toThrow(/must be the last effect/);
  });

  it("may assign and emit, tells first", () => {
    const machine = cheat.createMachine({
      context: { n: 0 },
      entry: [assign({ n: 1 }), emit(telling), emit(asking)],
    });
    const { saved, effects } = start(flowOf(machine), null);
    expect([saved.context, effects]).toEqual([{ n: 1 }, [telling, asking]]);
  });

  it("throws its own error when a guard throws", () => {
    const guard = () => {
      throw new Error("bad guard");
    };
    const machine = cheat.createMachine({ context: { n: 0 }, on: { "opted.in": { guard, actions: emit(telling) } } });
    const { saved } = start(flowOf(machine), null);
    expect(() => step(flowOf(machine), saved, { type: "opted.in" } satisfies Answer)).toThrow(/bad guard/);
  });
});
