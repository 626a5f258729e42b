import { expect, test } from "vitest";
import { watchBacklog } from "../../src/booking/watch-backlog.ts";
import { say } from "../../src/core/say.ts";
import { queueMessage } from "../../src/store/messages.ts";
import { mondayInNabha } from "../helpers/booking.ts";

const MINUTE = 60_000;

async function backlog(count: number, uselessIn: number) {
  const { run, clock, engine, anaContact, clinic } = await mondayInNabha();
  engine.raw.prepare("update locations set gateway_number = '+919876500101'").run();
  for (let n = 0; n < count; n++) {
    await run((tx) =>
      queueMessage(tx, {
        ...{ contactId: anaContact, kind: "text", purpose: "reminder", priority: 3, visit: null },
        ...{ content: [say("limit.texts")], dueAt: clock.now, uselessAt: clock.now + uselessIn },
      }),
    );
  }
  const watch = () => run((tx) => watchBacklog(tx, { text: 1, call: 1 }));
  const tasks = () => engine.raw.prepare("select kind, location_id as clinic from tasks").all();
  return { watch, tasks, clock, engine, clinic };
}

test("what can leave in time is no alarm", async () => {
  const { watch, tasks } = await backlog(30, MINUTE);
  expect(await watch()).toBe(false);
  expect(tasks()).toEqual([]);
});

test("a human is told before the first is useless, once, and of which clinic's number", async () => {
  const { watch, tasks, clock, clinic } = await backlog(31, MINUTE);
  await watch();
  expect(tasks()).toEqual([{ kind: "sending.slow", clinic: clinic.id }]);
  clock.now += 5 * MINUTE;
  await watch();
  expect(tasks()).toHaveLength(1);
});

test("it is looked at every 5 minutes", async () => {
  const { watch, tasks, clock, engine } = await backlog(31, 10 * MINUTE);
  await watch();
  engine.raw.exec("update messages set useless_at = useless_at - 540000");
  clock.now += 5 * MINUTE - 1;
  await watch();
  expect(tasks()).toEqual([]);
  clock.now += 1;
  await watch();
  expect(tasks()).toHaveLength(1);
});
