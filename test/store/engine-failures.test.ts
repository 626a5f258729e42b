import { beforeEach, expect, test, vi } from "vitest";
import type { Tx } from "../../src/store/engine.ts";
import { endings, engineWorld, frozenTime, loopTurn, note } from "./engine-world.ts";

beforeEach(() => frozenTime());

const HUGE = "x".repeat(200_000);

/** A world whose database file may not grow by more than a few pages. */
function fullWorld() {
  const world = engineWorld();
  const pages = world.engine.raw.pragma("page_count", { simple: true });
  world.engine.raw.pragma(`max_page_count = ${Number(pages) + 2}`);
  return world;
}

test("a full disk drops the group; the others run again, and what fails again is unavailable", async () => {
  const { engine, transact, notes } = fullWorld();
  const calls: string[] = [];
  const writes = (name: string, text: string) =>
    transact(async (tx) => {
      calls.push(name);
      await note(tx, text);
      return name;
    });
  const turns = [writes("small", "1"), writes("huge", HUGE), writes("later", "2")];
  expect(await endings(turns)).toEqual(["small", "unavailable", "later"]);
  expect(calls).toEqual(["small", "huge", "small", "huge", "later"]);
  expect(notes()).toEqual(["1", "2"]);
  expect(engine.raw.inTransaction).toBe(false);
});

test("nothing more is said to a transaction that a full disk has dropped", async () => {
  const { engine, transact } = fullWorld();
  const said = vi.spyOn(engine.raw, "exec");
  await endings([transact((tx) => note(tx, "small")), transact((tx) => note(tx, HUGE))]);
  expect(said.mock.calls.flat()).toEqual([
    ...["BEGIN IMMEDIATE", "SAVEPOINT turn", "RELEASE turn", "SAVEPOINT turn"],
    ...["BEGIN IMMEDIATE", "SAVEPOINT turn", "RELEASE turn", "COMMIT"],
    ...["BEGIN IMMEDIATE", "SAVEPOINT turn"],
  ]);
});

test("a turn that hides a full disk from the engine is run again, and is unavailable", async () => {
  const { transact, notes } = fullWorld();
  const hides = transact((tx) => note(tx, HUGE).catch(() => "all is well"));
  expect(await endings([hides, transact((tx) => note(tx, "after"))])).toEqual(["unavailable", "after"]);
  expect(notes()).toEqual(["after"]);
});

test("a turn that has caught a full disk cannot write on outside its transaction", async () => {
  const { transact, notes } = fullWorld();
  const goesOn = transact((tx) => note(tx, HUGE).catch(() => note(tx, "outside")));
  expect(await endings([goesOn])).toEqual(["unavailable"]);
  expect(notes()).toEqual([]);
});

test("a failure of the database that spares the transaction makes its own turn unavailable and no other", async () => {
  const { engine, transact, notes } = engineWorld();
  const readonly = transact(async (tx) => {
    engine.raw.pragma("query_only = ON");
    await note(tx, "refused").finally(() => engine.raw.pragma("query_only = OFF"));
  });
  expect(await endings([readonly, transact((tx) => note(tx, "neighbour"))])).toEqual(["unavailable", "neighbour"]);
  expect(notes()).toEqual(["neighbour"]);
});

test("whoever is answered while a group is run again may begin a new turn at once", async () => {
  const { transact, notes } = fullWorld();
  const small = transact((tx) => note(tx, "1")).then(() => transact((tx) => note(tx, "next")));
  const huge = transact((tx) => note(tx, HUGE));
  expect(await endings([small, huge])).toEqual(["next", "unavailable"]);
  expect(notes()).toEqual(["1", "next"]);
});

test("the event loop turns while a group is run again", async () => {
  const { transact } = fullWorld();
  let isOver = false;
  let turned = 0;
  const smalls = Array.from({ length: 10 }, (_, n) => transact((tx) => note(tx, `${n}`)));
  const over = endings([...smalls, transact((tx) => note(tx, HUGE))]).then(() => {
    isOver = true;
  });
  while (!isOver) {
    await loopTurn();
    turned++;
  }
  await over;
  expect(turned).toBeGreaterThan(10);
});

/** A world in which a note of no author makes COMMIT fail, and only COMMIT. */
function commitFails() {
  const world = engineWorld();
  world.engine.raw.exec(`
    create table authors (name text primary key) strict;
    create table signed (author text references authors (name) deferrable initially deferred) strict`);
  const orphan = (tx: Tx) => {
    tx.db.run("insert into signed (author) values ('nobody')");
    return note(tx, "orphan");
  };
  return { ...world, orphan };
}

test("a failed COMMIT answers none of its turns; each runs again and is answered by its own COMMIT", async () => {
  const { transact, notes, orphan } = commitFails();
  const calls: string[] = [];
  const good = (name: string) =>
    transact(async (tx) => {
      calls.push(name);
      return note(tx, name);
    }).then((name) => calls.push(`${name} answered`));
  const turns = [good("first"), transact(orphan), good("third")];
  expect(await endings(turns)).toEqual([4, "unavailable", 6]);
  expect(calls).toEqual(["first", "third", "first", "first answered", "third", "third answered"]);
  expect(notes()).toEqual(["first", "third"]);
});

test("an error that says COMMIT failed carries nothing of what the turn would have answered", async () => {
  const { transact, orphan } = commitFails();
  const failure = await transact(orphan).catch((error) => error);
  expect(failure).toMatchObject({ code: "unavailable", message: "the database cannot commit" });
  expect(failure.cause).toMatchObject({ code: expect.stringMatching(/^SQLITE_CONSTRAINT/) });
});

test("a refused statement undoes its own turn and not its group", async () => {
  const { engine, transact, notes } = engineWorld();
  engine.raw.exec("create unique index notes_text on notes (text)");
  const calls: string[] = [];
  const writes = (text: string) =>
    transact(async (tx) => {
      calls.push(text);
      return note(tx, text);
    });
  expect(await endings([writes("a"), writes("a").catch(() => "refused"), writes("b")])).toEqual(["a", "refused", "b"]);
  expect(calls).toEqual(["a", "a", "b"]);
  expect(notes()).toEqual(["a", "b"]);
});
