import { expect, test } from "vitest";
import { say } from "../../src/core/say.ts";
import { queueMessage } from "../../src/store/messages.ts";
import { claimMessage, endMessage, putOff } from "../../src/store/outbox.ts";
import { pauseOutlet } from "../../src/store/outlets.ts";
import { district } from "../helpers/district.ts";
import { shell } from "./shell.ts";

async function office() {
  const world = await shell();
  const { clock } = world;
  const tx = world.engine.transact;
  const { id: contactId } = district(world).contact();
  const queue = (kind: "text" | "call" = "text") =>
    tx((one) =>
      queueMessage(one, {
        ...{ contactId, kind, purpose: "reminder", priority: 3, visit: null, uselessAt: null, dueAt: clock.now },
        content: kind === "text" ? [say("limit.texts")] : null,
      }),
    );
  const claim = (id: number) =>
    tx((one) =>
      claimMessage(one, id, {
        ...{ channel: "twilio-sms", bodyHash: null, language: "hi", segments: 2, costMicros: 160_000 },
      }),
    );
  const states = () => world.raw.prepare("select state, reason from messages order by id").raw().all();
  return { ...world, tx, queue, claim, states };
}

test("messages prints what became of a day, what it cost, what waits and what the provider refuses", async () => {
  const { run, queue, claim, tx, clock } = await office();
  await claim(await queue());
  const failed = await queue("call");
  await tx((one) => endMessage(one, failed, "failed", { reason: "permanent", errorCode: "21614" }));
  await queue();
  await tx((one) => pauseOutlet(one, { kind: "text", sender: "*" }, clock.now + 90_000, "20429"));
  clock.now += 60_000;
  expect(await run("messages")).toEqual({
    code: 0,
    lines: [
      "Messages of the last 24 hours: 3",
      "      1  call   failed     permanent",
      "      1  text   queued",
      "      1  text   sending",
      "      1  twilio-sms  hi  2 segments  0.16",
      "Spent on what was sent: 0.16",
      "The oldest that could have left waits 1 minute.",
      "The provider refuses every text (code 20429); the next try is in 1 minute.",
    ],
  });
});

test("messages --stuck lists what should have gone: late, tried too often, or in doubt", async () => {
  const { run, queue, claim, tx, clock, raw } = await office();
  expect(await run("messages", "--stuck")).toEqual({ code: 0, lines: ["Nothing is stuck."] });
  await claim(await queue());
  await queue();
  const tired = await queue();
  raw.prepare("update messages set attempt = 5 where id = ?").run(tired);
  await tx((one) => putOff(one, tired, clock.now + 3_600_000, { reason: "transient", errorCode: "30017" }));
  clock.now += 4 * 60_000;
  await queue();
  clock.now += 60_001;
  const { code, lines } = await run("messages", "--stuck");
  expect(code).toBe(1);
  expect(lines.slice(0, -1).map((line) => line.trim().split("  ")[0])).toEqual(["2", "3"]);
  expect(lines.at(-1)).toBe("2 messages stuck.");
  clock.now += 60_000;
  expect((await run("messages", "--stuck")).lines.at(-1)).toBe("3 messages stuck.");
});

test("messages retry tries one at once though its sender is paused; drop gives it up; neither touches what has gone", async () => {
  const { run, queue, claim, tx, clock, raw, states } = await office();
  const [gone, waiting, unwanted] = [await queue(), await queue(), await queue()];
  await claim(gone);
  await tx((one) => putOff(one, waiting, clock.now + 3_600_000, { reason: "rate" }));
  await tx((one) => pauseOutlet(one, { kind: "text", sender: "" }, clock.now + 90_000, "30001"));
  expect(await run("messages", "retry", String(waiting))).toMatchObject({ code: 0 });
  expect(raw.prepare("select not_before from messages where id = ?").pluck().get(waiting)).toBe(clock.now);
  expect(raw.prepare("select max(paused_until) from outlets").pluck().get()).toBe(0);
  expect(await run("messages", "drop", String(unwanted))).toMatchObject({ code: 0 });
  expect(states()).toEqual([
    ["sending", null],
    ["queued", "rate"],
    ["dropped", "staff"],
  ]);
  for (const act of ["retry", "drop"]) {
    expect(await run("messages", act, String(unwanted))).toMatchObject({ code: 1 });
    expect(await run("messages", act, "99")).toMatchObject({ code: 1 });
  }
});

test.each([["--all"], ["retry"], ["drop", "x"], ["retry", "1", "2"], ["--stuck", "1"]])(
  "messages called wrongly says how: %j",
  async (...words) => {
    const { run } = await office();
    expect((await run("messages", ...words)).code).toBe(2);
  },
);
