import type { Engine } from "../store/engine.ts";

/** What a command is given to work with. */
export type Shell = {
  readonly engine: Engine;
  readonly now: () => number;
  /** Writes one line for the person who called. */
  readonly print: (line: string) => void;
  /** Folder of the generated migrations. */
  readonly migrations: string;
  /** Folder of the languages. */
  readonly locales: string;
  /** Folder of recorded speech. */
  readonly audio: string;
  /** Whether patients rely on this installation. */
  readonly production: boolean;
};

/** One command of `gateway`: 0 done, 1 refused or something is wrong, 2 called wrongly. */
export type Command = {
  readonly usage: string;
  readonly about: string;
  readonly run: (shell: Shell, args: readonly string[]) => Promise<0 | 1 | 2>;
  /** Runs on a database that has not been migrated. */
  readonly unmigrated?: true;
};
