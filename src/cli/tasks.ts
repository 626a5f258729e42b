import { finishTask, openTasks } from "../store/reports.ts";
import type { Command } from "./command.ts";

/** `tasks list` and `tasks done <id> <outcome>`: what a human at the clinic must do. */
export const tasksCommand: Command = {
  usage: "tasks [list | done <id> <outcome>]",
  about: "list what people must do, or close one with its outcome",
  run: async ({ engine, print }, [act = "list", id, ...outcome]) => {
    if (act === "list" && id === undefined) {
      const tasks = await openTasks(engine.read);
      for (const task of tasks) {
        const since = new Date(task.createdAt).toISOString().slice(0, 16).replace("T", " ");
        print(
          [String(task.id).padStart(5), since, task.clinic ?? "-", task.kind, task.reference ?? "", task.reason].join(
            "  ",
          ),
        );
      }
      print(`${tasks.length} open tasks.`);
      return 0;
    }
    if (act !== "done" || !/^\d+$/.test(id ?? "") || outcome.length === 0) return 2;
    const found = await engine.transact((tx) => finishTask(tx, Number(id), outcome.join(" ")));
    print(found ? `Task ${id} is done.` : `There is no open task ${id}.`);
    return found ? 0 : 1;
  },
};
