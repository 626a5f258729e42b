/** How often another process's writes are looked for (ms). */
const EVERY_MS = 250;

/** Tells of every write to the database, whichever process it came from, until stopped. */
export function watchWrites(version: () => number, onWrite: () => void): { readonly stop: () => void } {
  /** What cannot be read now is read the next time. */
  const versionOr = (last: number): number => {
    try {
      return version();
    } catch {
      return last;
    }
  };
  let seen = versionOr(0);
  const timer = setInterval(() => {
    const now = versionOr(seen);
    if (now === seen) return;
    seen = now;
    onWrite();
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
