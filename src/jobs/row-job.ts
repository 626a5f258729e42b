/** One row to be looked at, as a job: nothing but its name travels through Redis. */
export type RowJob = {
  readonly table: "timers" | "messages";
  readonly id: number;
  /** Tells attempts at one row apart: a job's name is refused while a job of that name waits. */
  readonly attempt: number;
  readonly delayMs: number;
  /** The lowest goes first. */
  readonly priority: number;
};

/** What is done with a row; whoever does it reads the row again. */
export type RowHandlers = Readonly<Record<RowJob["table"], (id: number) => Promise<unknown>>>;

/** The name of a job: a second one of the same name is not added while the first waits. */
export function jobName({ table, id, attempt }: RowJob): string {
  return `${table}_${id}_${attempt}`;
}
