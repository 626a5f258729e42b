import { describe, expect, it, test } from "vitest";
import { FLOWS } from "../../flows/all.ts";
import { STRIKES_MAX } from "../../src/core/begin.ts";
import { type Dialog, holdsOf, NOTHING_OPEN, openPrompt } from "../../src/core/dialog.ts";
import type { Answer } from "../../src/core/effects.ts";
import type { Blanks, Meaning, Verb } from "../../src/core/meaning.ts";
import { offer, persons, visit } from "../flows/answers.ts";
import { keysOf, type Table, type Turn, turn } from "../flows/driver.ts";

const told = (verb: Verb | null, blanks: Blanks = {}): Meaning => ({ kind: "told", verb, blanks });
const option = (value: string | number): Meaning => ({ kind: "option", value });
const command = (name: "menu" | "back" | "stop" | "start"): Meaning => ({ kind: "command", command: name });
const key = (digit: 6 | 7 | 8): Meaning => ({ kind: "visit.key", digit });
const unclear: Meaning = { kind: "unclear", blanks: {} };

/** Texts in a row; the last turn. */
function texting(...texts: readonly (readonly [Meaning, Table?])[]): Turn {
  const done = texts.reduce<Turn | null>(
    (last, [meaning, table]) => turn(last?.dialog ?? NOTHING_OPEN, meaning, table ?? {}),
    null,
  );
  if (!done) throw new Error("no text");
  return done;
}

const flowsOf = ({ frames }: Dialog) => frames.map(({ flow }) => flow);
const title = (dialog: Dialog) => openPrompt(dialog)?.say.at(-1)?.key;
const offered = (...ids: readonly number[]): Answer => ({
  type: "slots.found",
  offers: ids.map((id) => offer(id)),
  widened: false,
});
const booking = [told("book", { care: "eye" })] as const;
const two: Answer = { type: "persons.listed", persons: persons(2), serves: 2 };
const one: Answer = { type: "visits.listed", visits: [visit(1)] };
const several: Answer = { type: "visits.listed", visits: [visit(1), visit(2)] };

describe("the first text", () => {
  test.each<[string, Meaning, string]>([
    ["anything unclear opens the menu", unclear, "menu.title"],
    ["a digit opens the menu", option(1), "menu.title"],
    ["menu opens the menu", command("menu"), "menu.title"],
    ["back opens the menu", command("back"), "menu.title"],
    ["blanks alone begin a booking", told(null, { care: "eye", day: "2026-11-25" }), "find.title.clinic"],
    ["a verb opens its flow", told("language"), "language.title"],
    ["a reference alone looks the visit up", told(null, { reference: "4820139" }), "visit.neutral"],
  ])("%s", (_, meaning, expected) => {
    expect(keysOf(turn(NOTHING_OPEN, meaning).tells)[0]).toBe(expected);
  });

  it("fills what was read along with something unclear when a booking is chosen", () => {
    const { tells } = texting([{ kind: "unclear", blanks: { care: "eye" } }], [option("book")]);
    expect(keysOf(tells)).toContain("find.title.clinic");
  });
});

describe("the open question", () => {
  it("takes blanks, and keeps what was said before", () => {
    const { dialog } = texting(booking, [told(null, { day: "2026-11-27" })]);
    expect(dialog.frames.at(-1)?.saved.context).toMatchObject({ wish: { care: "eye", day: "2026-11-27" } });
  });

  it("gives way to a verb, and to a reference", () => {
    expect(flowsOf(texting(booking, [told("cancel")]).dialog)).toEqual(["menu", "cancel"]);
    expect(keysOf(texting(booking, [told(null, { reference: "4820139" })]).tells)).toEqual([
      "visit.neutral",
      "visit.keys",
      "9 people.entry",
    ]);
    expect(keysOf(texting([command("menu")], [told(null, { reference: "4820139" })]).tells)[0]).toBe("visit.neutral");
  });

  it("takes a bare name where it asks for words", () => {
    const naming = texting(booking, [option("other")], [option("doctor")]).dialog;
    const { tells } = turn(naming, { kind: "unclear", blanks: { unknown: ["kaur"] } });
    expect(keysOf(tells)[0]).toBe("find.title.doctor");
  });

  it("takes the name of a language for its own at the menu, for the doctor's while booking", () => {
    const pa = told(null, { language: "pa" });
    expect(texting([command("menu")], [pa]).progress.language).toBe("pa");
    const asked = texting(booking, [pa]);
    expect(asked.progress.language).toBeNull();
    expect(asked.dialog.frames.at(-1)?.saved.context).toMatchObject({ wish: { language: "pa" } });
  });

  it("calls blanks unclear where it takes none", () => {
    const { tells, dialog } = texting([told("cancel")], [told(null, { day: "2026-11-27" })]);
    expect(keysOf(tells)[0]).toBe("unclear.choice");
    expect(dialog.strikes).toBe(1);
  });

  it("is closed by stop, which stops at once for one person and asks on a shared phone", () => {
    const alone = texting(booking, [
      command("stop"),
      { listPersons: { type: "persons.listed", persons: [], serves: 0 } },
    ]);
    expect([keysOf(alone.tells), alone.dialog]).toEqual([["stop.done"], NOTHING_OPEN]);
    expect(flowsOf(texting(booking, [command("stop"), { listPersons: two }]).dialog)).toEqual(["stop"]);
  });

  it("gives its hold back when the menu, a verb or stop leaves it", () => {
    const held = texting(booking, [option(101), { listPersons: two }]);
    expect(holdsOf(held.dialog)).toEqual([50]);
    for (const meaning of [command("menu"), command("stop"), told("visits")]) {
      expect(holdsOf(turn(held.dialog, meaning).dialog)).toEqual([]);
    }
  });
});

describe("what is unclear", () => {
  it("is answered by the same question, and the third time in a row by the clinic's number and a task", () => {
    const first = texting(booking, [unclear]);
    expect(keysOf(first.tells).slice(0, 2)).toEqual(["unclear.blanks", "find.title.clinic"]);
    const third = texting(booking, [unclear], [unclear], [unclear]);
    expect(keysOf(third.tells)).toEqual(["phone.stuck", "(writeTask)", "phone.line"]);
    expect([third.dialog.strikes, STRIKES_MAX]).toEqual([0, 3]);
    expect(title(third.dialog)).toBe("find.title.clinic");
  });

  it("counts from the start again after anything understood", () => {
    const { tells, dialog } = texting(booking, [unclear], [unclear], [told(null, { part: "morning" })], [unclear]);
    expect([keysOf(tells)[0], dialog.strikes]).toEqual(["unclear.blanks", 1]);
  });

  it.each<[Blanks, Meaning[], string]>([
    [{ care: "eye" }, [told("cancel")], "unclear.read"],
    [{}, [told("cancel")], "unclear.choice"],
    [{}, [command("menu")], "unclear.blanks"],
  ])("%j is met by what was read or by an example", (blanks, before, expected) => {
    const { tells } = texting(...before.map((meaning) => [meaning] as const), [{ kind: "unclear", blanks }]);
    expect(keysOf(tells)[0]).toBe(expected);
  });

  it("is no step that back could return to, though the times are fresh", () => {
    const fresh = { findSlots: offered(301, 302, 303) };
    expect(texting(booking, [unclear, fresh]).dialog.waits).toEqual([]);
  });
});

describe("6, 7 and 8", () => {
  const question = { visitsInQuestion: one };

  it("act on the visit in question, and the hold beneath stays", () => {
    const { tells, dialog } = texting(booking, [option(101), { listPersons: two }], [key(8), question]);
    expect(keysOf(tells)).toEqual(["cancel.head", "visit.neutral", "cancel.keys"]);
    expect(holdsOf(dialog)).toEqual([50]);
    expect(title(dialog)).toBe("whom.title");
  });

  it("leave the question beneath to be asked again, with fresh options, before any answer is taken", () => {
    const acted = texting(booking, [key(6), question]);
    const next = turn(acted.dialog, option(101), { findSlots: offered(201, 202) });
    expect(next.progress.holds).toEqual([]);
    expect(openPrompt(next.dialog)?.options.map(({ value }) => value)).toEqual([201, 202, "other", "more"]);
    expect(turn(next.dialog, option(201)).progress.holds).toEqual([50]);
  });

  it("drop the question for a year of birth", () => {
    const asked = texting(
      ...[booking, [option(101), { listPersons: { type: "persons.listed", persons: [], serves: 0 } }] as const],
      [{ kind: "name", name: "Asha" }, { book: { type: "booked", visit: visit(50), isNew: true } }],
    );
    expect(title(asked.dialog)).toBe("year.title");
    expect(turn(asked.dialog, key(8), question).dialog).toEqual(NOTHING_OPEN);
  });

  it("replace an earlier 6, 7 or 8 that is still a question", () => {
    const first = texting(booking, [key(7), { visitsInQuestion: several }]);
    expect(flowsOf(first.dialog)).toEqual(["menu", "book", "find", "visit-key", "pick-visit"]);
    const second = turn(first.dialog, key(8), { visitsInQuestion: several });
    expect(flowsOf(second.dialog)).toEqual(["menu", "book", "find", "visit-key", "pick-visit"]);
    expect(second.dialog.frames[3]?.saved.context).toMatchObject({ digit: 8 });
  });

  it("may call as many flows as the question beneath did", () => {
    const deep = texting(booking, [option("other")], [key(7), question], [option("other")]);
    expect(flowsOf(deep.dialog)).toEqual(["menu", "book", "find", "narrow", "visit-key", "move", "find", "narrow"]);
  });

  it("list the live visits and ask, even one, when none is in question", () => {
    const none: Answer = { type: "visits.listed", visits: [] };
    const { dialog } = turn(NOTHING_OPEN, key(8), { visitsInQuestion: none, listVisits: one });
    expect(flowsOf(dialog)).toEqual(["visit-key", "pick-visit"]);
  });

  it("say why a cancelled visit cannot come back", () => {
    const gone: Answer = { type: "visits.listed", visits: [visit(1, { state: "cancelled" })] };
    const refused: Answer = { type: "refused", refusal: { reason: "care.taken", visit: visit(2) } };
    const { tells } = turn(NOTHING_OPEN, key(6), { visitsInQuestion: gone, restoreVisit: refused });
    expect(keysOf(tells)).toEqual(["refused.care", "visit.neutral", "visit.keys"]);
  });
});

describe("a dialog that has expired", () => {
  const old = texting([command("menu")], booking, [option(101), { listPersons: two }]).dialog;

  it("answers an option with the same question and fresh options, never by an action", () => {
    const found = texting(booking).dialog;
    const { tells, dialog, progress } = turn(found, option(101), { findSlots: offered(201) }, true);
    expect(keysOf(tells).slice(0, 2)).toEqual(["dialog.old", "find.title.clinic"]);
    expect([progress.holds, progress.settled, dialog.waits]).toEqual([[], false, []]);
    expect(openPrompt(dialog)?.options[0]?.value).toBe(201);
  });

  it("asks again after something unclear without a strike", () => {
    const { tells, dialog } = turn(old, unclear, {}, true);
    expect([keysOf(tells)[0], dialog.strikes]).toEqual(["dialog.old", 0]);
  });

  it("gives blanks alone to a new booking", () => {
    expect(flowsOf(turn(old, told(null, { care: "skin" }), {}, true).dialog)).toEqual(["menu", "book", "find"]);
  });

  it("has nothing to go back to", () => {
    expect(keysOf(turn(old, command("back"), {}, true).tells)[0]).toBe("menu.title");
  });

  it("is closed by 6, 7 and 8, which act", () => {
    const { tells, dialog } = turn(old, key(6), { visitsInQuestion: one }, true);
    expect([keysOf(tells)[0], dialog]).toEqual(["confirm.head", NOTHING_OPEN]);
  });
});

describe("a dialog of another version", () => {
  const saved = texting(booking, [option(101), { listPersons: two }]).dialog;
  const outdated: Dialog = { ...saved, frames: saved.frames.map((frame) => ({ ...frame, version: 0 })) };

  test.each<[string, Meaning, string]>([
    ["an option opens the menu", option(1), "menu.title"],
    ["a verb opens its flow", told("language"), "language.title"],
    ["blanks begin a booking", told(null, { care: "eye" }), "find.title.clinic"],
    ["stop still stops", command("stop"), "stop.whom"],
    ["a visit key still acts", key(6), "confirm.head"],
    ["something unclear opens the menu", unclear, "menu.title"],
  ])("says so in one sentence, then %s", (_, meaning, expected) => {
    const { tells, dialog } = turn(outdated, meaning, { visitsInQuestion: one });
    expect(keysOf(tells).slice(0, 2)).toEqual(["dialog.outdated", expected]);
    expect(holdsOf(dialog)).toEqual([]);
  });

  it("is one with an unknown flow, and one that goes back to an old wait", () => {
    const other = { ...saved, frames: saved.frames.map((frame) => ({ ...frame, flow: "gone" })) };
    const behind = { ...saved, waits: [JSON.stringify(outdated.frames)] };
    expect(keysOf(turn(other, option(1)).tells)[0]).toBe("dialog.outdated");
    expect(keysOf(turn(behind, { kind: "command", command: "back" }).tells)[0]).toBe("dialog.outdated");
    expect(FLOWS.has("gone")).toBe(false);
  });
});
