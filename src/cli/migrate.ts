import { migrate } from "../store/migrate.ts";
import type { Command } from "./command.ts";

/** `migrate`: brings the schema up to date; nothing else does. */
export const migrateCommand: Command = {
  usage: "migrate",
  about: "create the database or bring its schema up to date",
  unmigrated: true,
  run: async ({ engine, migrations, now, print }, args) => {
    if (args.length > 0) return 2;
    const done = migrate(engine.raw, migrations, now());
    print(done === 0 ? "The schema is up to date." : `${done} migrations run.`);
    return 0;
  },
};
