import { dayOf } from "../core/time.ts";
import { finishTask, openTasks } from "../store/reports.ts";
import type { Command } from "./command.ts";
import { clock, counted } from "./words.ts";

type OpenTask = Awaited<ReturnType<typeof openTasks>>[number];

/** `tasks list` and `tasks done <id> <outcome>`: what a human at the clinic must do. */
export const tasksCommand: Command = {
  usage: "tasks [list | done <id> <outcome>]",
  about: "list what people must do, or close one with its outcome",
  run: async ({ engine, print }, [act = "list", id, ...outcome]) => {
    if (act === "list" && id === undefined) {
      const tasks = await openTasks(engine.read);
      for (const task of tasks) print(lineOf(task));
      print(`${counted(tasks.length, "open task")}.`);
      return 0;
    }
    if (act !== "done" || !/^\d+$/.test(id ?? "") || outcome.length === 0) return 2;
    const found = await engine.transact((tx) => finishTask(tx, Number(id), outcome.join(" ")));
    const not = `There is no open task ${id} to close by hand (refund.due closes with gateway payments refund).`;
    print(found ? `Task ${id} is done.` : not);
    return found ? 0 : 1;
  },
};

/** When (by the clinic's clocks), where, what, and about whom, so that somebody can call her. */
function lineOf({ id, createdAt, clinic, zone, kind, reason, phone, name, reference }: OpenTask): string {
  const since = `${dayOf(createdAt, zone ?? "UTC")} ${clock(createdAt, zone ?? "UTC")}`;
  const whom = [phone, name, reference].filter((one) => one !== null).join(" ");
  const why = reason === kind ? "" : reason;
  return [String(id).padStart(5), since, clinic ?? "-", kind, whom, why].filter((part) => part !== "").join("  ");
}
