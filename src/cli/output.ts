import type { Writable } from "node:stream";

/** Nobody reads what is printed any more, as when `head` has enough. */
export class OutputClosed extends Error {}

/** Lines for the person who called. */
export type Output = {
  /** Goes on, whoever still reads. */
  readonly print: (line: string) => void;
  /** Ends what is being done, between two of its steps, once nobody reads; throws `OutputClosed`. */
  readonly printOrEnd: (line: string) => void;
};

/** Prints to a stream whose reader may go at any time; anything else that is wrong with it is thrown. */
export function outputTo(stream: Writable): Output {
  let isClosed = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    isClosed = true;
  });
  const print = (line: string) => {
    if (!isClosed) stream.write(`${line}\n`);
  };
  return {
    print,
    printOrEnd: (line) => {
      if (isClosed) throw new OutputClosed();
      print(line);
    },
  };
}
