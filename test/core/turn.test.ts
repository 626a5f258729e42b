import { describe, expect, it } from "vitest";
import { emit, setup } from "xstate";
import { type Dialog, FRAMES_MAX, holdsOf, NOTHING_OPEN, openPrompt, WAITS_MAX } from "../../src/core/dialog.ts";
import type { Answer, Effect, FlowEvent } from "../../src/core/effects.ts";
import type { Flow, Flows } from "../../src/core/flow.ts";
import type { Meaning } from "../../src/core/meaning.ts";
import { ASKS_MAX, opened, resume, startOver } from "../../src/core/turn.ts";
import { offer, persons, visit } from "../flows/answers.ts";
import { keysOf, type Table, turn } from "../flows/driver.ts";

const back: Meaning = { kind: "command", command: "back" };
const option = (value: string | number): Meaning => ({ kind: "option", value });
const eye: Meaning = { kind: "told", verb: "book", blanks: { care: "eye" } };
const two: Answer = { type: "persons.listed", persons: persons(2), serves: 2 };

function play(before: Dialog, ...texts: readonly (readonly [Meaning, Table?])[]): Dialog {
  return texts.reduce((dialog, [meaning, table]) => turn(dialog, meaning, table ?? {}).dialog, before);
}

const title = (dialog: Dialog) => openPrompt(dialog)?.say.at(-1)?.key;
const flows = (...list: readonly Flow[]): Flows => new Map(list.map((flow) => [flow.name, flow]));
const machines = setup({ types: {} as { events: FlowEvent; emitted: Effect } });

describe("back", () => {
  it("goes one wait back, and a hold made since is given back", () => {
    const held = play(NOTHING_OPEN, [eye], [option(101), { listPersons: two }]);
    expect(holdsOf(held)).toEqual([50]);
    const before = turn(held, back);
    expect([title(before.dialog), holdsOf(before.dialog)]).toEqual(["find.title.clinic", []]);
    expect(keysOf(before.tells)[0]).toBe("find.title.clinic");
    expect(title(turn(before.dialog, back).dialog)).toBe("menu.title");
  });

  it("keeps a hold made before the wait it returns to", () => {
    const naming = play(NOTHING_OPEN, [eye], [option(101), { listPersons: two }], [option("other")]);
    expect(title(naming)).toBe("whom.another");
    const chooser = play(naming, [back]);
    expect([title(chooser), holdsOf(chooser)]).toEqual(["whom.title", [50]]);
  });

  it("lets the conversation go on from there as if it had never gone further", () => {
    const held = play(NOTHING_OPEN, [eye], [option(101), { listPersons: two }]);
    const again = { holdSlot: { type: "slot.held", holdId: 51, offer: offer(102) }, listPersons: two } satisfies Table;
    const other = turn(play(held, [back]), option(102), again);
    expect([holdsOf(other.dialog), other.progress.holds]).toEqual([[51], [51]]);
  });

  it("goes back five waits at most, then to the menu", () => {
    const page = (at: number): Table => ({
      findSlots: { type: "slots.found", offers: [offer(at), offer(at + 1)], widened: false },
    });
    const pages = Array.from({ length: 8 }, (_, at) => [option("more"), page(200 + 10 * at)] as const);
    let dialog = play(NOTHING_OPEN, [eye], ...pages);
    expect(dialog.waits).toHaveLength(WAITS_MAX);
    for (const expected of [260, 250, 240, 230, 220]) {
      dialog = play(dialog, [back]);
      expect(openPrompt(dialog)?.options[0]?.value).toBe(expected);
    }
    expect(title(play(dialog, [back]))).toBe("menu.title");
  });

  it("never goes behind what was booked", () => {
    const isNew: Answer = { type: "booked", visit: visit(50), isNew: true };
    const asked = play(NOTHING_OPEN, [eye], [option(101), { listPersons: two }], [option(1), { book: isNew }]);
    expect([title(asked), asked.waits, holdsOf(asked)]).toEqual(["year.title", [], []]);
    expect(keysOf(turn(asked, back).tells)[0]).toBe("menu.title");
  });

  it("never goes behind what was cancelled or moved on top of the open question", () => {
    const visits: Answer = { type: "visits.listed", visits: [visit(1)] };
    const choosing = play(NOTHING_OPEN, [eye], [option(101), { listPersons: two }]);
    const cancelled = play(choosing, [{ kind: "visit.key", digit: 8 }, { visitsInQuestion: visits }]);
    expect([cancelled.waits, title(play(cancelled, [back]))]).toEqual([[], "menu.title"]);
    const moved = play(choosing, [{ kind: "visit.key", digit: 7 }, { visitsInQuestion: visits }], [option(101)]);
    expect([moved.waits, title(moved), holdsOf(moved)]).toEqual([[], "whom.title", [50]]);
  });

  it("returns from a question of 6, 7 or 8 to the one beneath", () => {
    const visits: Answer = { type: "visits.listed", visits: [visit(1), visit(2)] };
    const picking = play(NOTHING_OPEN, [eye], [{ kind: "visit.key", digit: 7 }, { visitsInQuestion: visits }]);
    expect([title(picking), title(play(picking, [back]))]).toEqual(["visits.which", "find.title.clinic"]);
  });
});

describe("a race that is lost", () => {
  const gone = { holdSlot: { type: "slot.taken" } } satisfies Table;

  it("only means another time, of what she was looking for", () => {
    const asked = play(NOTHING_OPEN, [eye], [{ kind: "told", verb: null, blanks: { gender: "female" } }]);
    const { tells, dialog } = turn(asked, option(101), gone);
    expect(keysOf(tells).slice(0, 2)).toEqual(["find.taken", "find.title.clinic"]);
    expect(dialog.frames.at(-1)?.saved.context).toMatchObject({ wish: { care: "eye", gender: "female" } });
  });

  it("at the last answer leaves no hold", () => {
    const held = play(NOTHING_OPEN, [eye], [option(101), { listPersons: two }]);
    const { tells } = turn(held, option(1), { book: { type: "slot.taken" } });
    expect(keysOf(tells)[0]).toBe("find.taken");
  });
});

describe("a turn", () => {
  it("remembers the language chosen in it", () => {
    const { progress } = turn(NOTHING_OPEN, { kind: "told", verb: "language", blanks: { language: "pa" } });
    expect(progress.language).toBe("pa");
  });

  it("notes a hold it did not keep, so that it is given back", () => {
    const cancelled: Answer = { type: "visits.listed", visits: [visit(1, { state: "cancelled" })] };
    const gone: Table = { visitsInQuestion: cancelled, restoreVisit: { type: "restore.gone", visit: visit(1) } };
    const offering = play(NOTHING_OPEN, [{ kind: "visit.key", digit: 6 }, gone]);
    const refused: Answer = { type: "refused", refusal: { reason: "too.many.visits", phone: null } };
    const { progress, dialog } = turn(offering, option(101), { book: refused });
    expect([progress.holds, holdsOf(dialog)]).toEqual([[50], []]);
  });

  it("throws when a flow does not know an answer, rather than fall silent", () => {
    const machine = machines.createMachine({ entry: emit({ type: "findCares" }) });
    const deaf = flows({ name: "deaf", version: 1, machine });
    const asking = startOver(deaf, opened(NOTHING_OPEN), "deaf", null);
    expect(() => resume(deaf, asking, { type: "opted.in" })).toThrow(/does not know what to do with opted.in/);
  });

  it(`asks ${ASKS_MAX} times at most`, () => {
    const machine = machines.createMachine({
      initial: "asking",
      states: {
        asking: { entry: emit({ type: "findCares" }), on: { "cares.found": { target: "asking", reenter: true } } },
      },
    });
    const endless = flows({ name: "menu", version: 1, machine });
    expect(ASKS_MAX).toBe(20);
    expect(() => turn(NOTHING_OPEN, back, {}, false, endless)).toThrow(/asks too much/);
  });

  it("throws when flows call each other without end", () => {
    const machine = machines.createMachine({ entry: emit({ type: "call", flow: "round", input: null }) });
    const round = flows({ name: "round", version: 1, machine });
    expect(FRAMES_MAX).toBe(6);
    expect(() => startOver(round, opened(NOTHING_OPEN), "round", null)).toThrow(/too deep/);
  });

  it("throws when a flow is called that is not there", () => {
    expect(() => startOver(flows(), opened(NOTHING_OPEN), "nowhere", null)).toThrow(/there is no flow nowhere/);
  });
});
