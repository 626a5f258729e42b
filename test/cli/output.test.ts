import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { OutputClosed, outputTo } from "../../src/cli/output.ts";
import { shell } from "./shell.ts";

/** A pipe whose reader leaves after so many lines, as `head` does. */
function pipe(lines: number, code = "EPIPE") {
  const read: string[] = [];
  const stream = new Writable({
    write: (line, _, done) => {
      if (read.length >= lines) return done(Object.assign(new Error("write failed"), { code }));
      read.push(String(line).trim());
      done();
    },
  });
  return { read, stream };
}

test("a command whose reader has enough ends between two steps, and what goes on goes on unread", async () => {
  const { read, stream } = pipe(2);
  const { print, printOrEnd } = outputTo(stream);
  const { run, raw } = await shell({ print: printOrEnd });
  // A code that nobody has read is worth nothing to anybody: only those under way are made.
  await expect(run("voucher", "create", "1", "INR", "9")).rejects.toThrow(OutputClosed);
  expect([read.length, raw.prepare("select count(*) from vouchers").pluck().get()]).toEqual([2, 4]);
  expect(() => print("to nobody")).not.toThrow();
});
