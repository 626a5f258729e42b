import { describe, expect, it } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { type Dialog, NOTHING_OPEN, openPrompt, type Pushed } from "../../src/core/dialog.ts";
import type { Answer } from "../../src/core/effects.ts";
import { heardPrompt, layPush, ownPrompt, pushesIn, withoutOldPushes } from "../../src/core/push.ts";
import { visit } from "../flows/answers.ts";
import { keysOf, turn } from "../flows/driver.ts";

const reminderOf = (id: number): Pushed => ({
  ...{ about: "reminder", visitId: id, patientId: 10 + id, until: visit(id).at.at },
});

function reminded(dialog: Dialog, ...ids: readonly number[]): Dialog {
  return ids.reduce((under, id) => {
    const input = { about: "reminder", visitId: id, visit: visit(id) } as const;
    return layPush(FLOWS, under, "push", input, reminderOf(id)).dialog;
  }, dialog);
}

/** Times have been offered and none is chosen. */
const offered = turn(NOTHING_OPEN, { kind: "told", verb: "book", blanks: { care: "eye" } }).dialog;
const listed = (...ids: readonly number[]): Answer => ({ type: "visits.listed", visits: ids.map((id) => visit(id)) });
const said = (dialog: Dialog) =>
  keysOf([{ type: "prompt", prompt: openPrompt(dialog) ?? { say: [], options: [], takes: [] } }]);

describe("a push", () => {
  it("owns the open question, and the one beneath stays as it is", () => {
    const dialog = reminded(offered, 1);
    expect(said(dialog)[0]).toBe("push.reminder");
    expect(ownPrompt(dialog)).toEqual(openPrompt(offered));
  });

  it("lets an answer through that only the question beneath offers, but keeps 9 for itself", () => {
    const prompt = heardPrompt(reminded(offered, 1));
    const digits = prompt?.options.map(({ digit, value }) => [digit, value]);
    expect(digits).toEqual([
      [6, "coming"],
      [7, "other"],
      [8, "cannot"],
      [9, "notMe"],
      [1, 101],
      [2, 102],
      [3, 103],
      [4, "other"],
    ]);
    const { tells, dialog } = turn(reminded(offered, 1), { kind: "option", value: 101 });
    expect(keysOf(tells)[0]).toBe("whom.title");
    expect(pushesIn(dialog.frames)).toHaveLength(1);
  });

  it("is over once its visit is confirmed, moved or cancelled, and then the question beneath is asked again", () => {
    const { dialog } = turn(reminded(offered, 1), { kind: "visit.key", digit: 6 }, { visitsInQuestion: listed(1) });
    expect(pushesIn(dialog.frames)).toEqual([]);
    const next = turn(dialog, { kind: "option", value: 101 });
    expect(keysOf(next.tells)[0]).toBe(keysOf([{ type: "prompt", prompt: openPrompt(offered) ?? raise() }])[0]);
  });

  it("stays while another visit's is answered", () => {
    const both = reminded(NOTHING_OPEN, 1, 2);
    const { dialog } = turn(both, { kind: "visit.key", digit: 6 }, { visitsInQuestion: listed(1, 2) });
    const picked = turn(dialog, { kind: "option", value: 2 });
    expect(pushesIn(picked.dialog.frames).map(({ pushed }) => pushed?.visitId)).toEqual([1]);
  });

  it("takes the place of an earlier one about the same visit, and at most six wait", () => {
    expect(pushesIn(reminded(NOTHING_OPEN, 1, 2, 1).frames).map(({ pushed }) => pushed?.visitId)).toEqual([2, 1]);
    const many = reminded(NOTHING_OPEN, 1, 2, 3, 4, 5, 6, 7, 8);
    expect(pushesIn(many.frames).map(({ pushed }) => pushed?.visitId)).toEqual([3, 4, 5, 6, 7, 8]);
  });

  it("outlives the menu, a new booking, *back* and a day of silence; a stop closes it", () => {
    const dialog = reminded(offered, 1);
    const pushesAfter = (...[meaning, late]: [Parameters<typeof turn>[1], boolean?]) =>
      pushesIn(turn(dialog, meaning, {}, late ?? false).dialog.frames).length;
    expect(pushesAfter({ kind: "command", command: "menu" })).toBe(1);
    expect(pushesAfter({ kind: "command", command: "back" })).toBe(1);
    expect(pushesAfter({ kind: "told", verb: "book", blanks: { care: "dental" } })).toBe(1);
    expect(pushesAfter({ kind: "command", command: "menu" }, true)).toBe(1);
    expect(pushesAfter({ kind: "command", command: "stop" })).toBe(0);
  });

  it("is all that waits after a day: the question beneath is closed, and its answer is no action", () => {
    const dialog = reminded(offered, 1);
    expect(keysOf(turn(dialog, { kind: "option", value: "notMe" }, {}, true).tells)[0]).toBe("push.who");
    expect(keysOf(turn(dialog, { kind: "option", value: 101 }, {}, true).tells)[0]).toBe("dialog.old");
  });

  it("is gone once its visit has begun", () => {
    const dialog = reminded(offered, 1);
    expect(withoutOldPushes(dialog, visit(1).at.at - 1)).toBe(dialog);
    expect(withoutOldPushes(dialog, visit(1).at.at)).toEqual({ ...offered, strikes: 0 });
  });
});

function raise(): never {
  throw new Error("there is a question");
}
