/** How often another process's writes are looked for (ms). */
const EVERY_MS = 250;

/** Tells of every write to the database, whichever process it came from, until stopped. */
export function watchWrites(version: () => number, onWrite: () => void): { readonly stop: () => void } {
  let seen = version();
  const timer = setInterval(() => {
    const now = version();
    if (now === seen) return;
    seen = now;
    onWrite();
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
