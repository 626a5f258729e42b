import { AppError } from "../core/errors.ts";
import { assertMigrated } from "../store/migrate.ts";
import { audioCommand } from "./audio.ts";
import { checkCommand } from "./check.ts";
import { clinicCommand } from "./clinic.ts";
import type { Command, Shell } from "./command.ts";
import { dayCommand } from "./day.ts";
import { importCommand } from "./import.ts";
import { keyCommand } from "./key.ts";
import { messagesCommand } from "./messages.ts";
import { migrateCommand } from "./migrate.ts";
import { arrivedCommand, fulfilledCommand, noShowCommand } from "./outcome.ts";
import { patientCommand } from "./patient.ts";
import { paymentsCommand } from "./payments.ts";
import { seedCommand } from "./seed.ts";
import { slotsCommand } from "./slots.ts";
import { tasksCommand } from "./tasks.ts";
import { templatesCommand } from "./templates.ts";
import { voucherCommand } from "./voucher.ts";
import { workerCommand } from "./worker.ts";

const COMMANDS: Readonly<Record<string, Command>> = {
  migrate: migrateCommand,
  seed: seedCommand,
  import: importCommand,
  clinic: clinicCommand,
  slots: slotsCommand,
  day: dayCommand,
  tasks: tasksCommand,
  patient: patientCommand,
  payments: paymentsCommand,
  voucher: voucherCommand,
  key: keyCommand,
  worker: workerCommand,
  audio: audioCommand,
  messages: messagesCommand,
  arrived: arrivedCommand,
  fulfilled: fulfilledCommand,
  "no-show": noShowCommand,
  templates: templatesCommand,
  check: checkCommand,
};

/** Whether there is such a command; anything else is answered with the help text before a database is opened. */
export function isCommand(name: string): boolean {
  return Object.hasOwn(COMMANDS, name);
}

/** Every command, one a line. */
export function help(): readonly string[] {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length));
  return [
    `${"gateway serve [web | worker]".padEnd(width + 10)}run the gateway, or only its web or worker side`,
    ...Object.values(COMMANDS).map(({ usage, about }) => `${`gateway ${usage}`.padEnd(width + 10)}${about}`),
  ];
}

/** Runs one command; 0 done, 1 refused or something is wrong, 2 called wrongly. */
export async function runCommand(shell: Shell, name: string, args: readonly string[]): Promise<0 | 1 | 2> {
  const command = COMMANDS[name];
  if (!command) return 2;
  try {
    if (!command.unmigrated) assertMigrated(shell.engine.raw, shell.migrations);
    const code = await command.run(shell, args);
    if (code === 2) shell.print(`Use: gateway ${command.usage}`);
    return code;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    shell.print(error.message);
    return 1;
  }
}
