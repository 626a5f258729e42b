import { EventEmitter, once } from "node:events";

/** Counts the changes of everything that is remembered, so that "what is new since" has an answer. */
export type News = {
  readonly revision: () => number;
  /** Notes a change and wakes whoever waits for one; gives the new revision. */
  readonly next: () => number;
  /** Resolves at the next change, or after so many milliseconds. */
  readonly changed: (ms: number) => Promise<void>;
};

/** Builds the count. */
export function createNews(clock: () => number): News {
  const bell = new EventEmitter().setMaxListeners(0);
  // A gateway that was restarted counts on from the clock: a page left open is behind it, and misses nothing.
  let revision = clock();
  return {
    revision: () => revision,
    next: () => {
      revision += 1;
      bell.emit("change");
      return revision;
    },
    changed: async (ms) => {
      try {
        await once(bell, "change", { signal: AbortSignal.timeout(ms) });
      } catch {
        // Nothing happened in that time, which is an answer too.
      }
    },
  };
}

/** Things of one kind that the pretend provider remembers, oldest first. */
export type Memory<T> = {
  /** Adds a thing, or puts it in the place of the one with its sid; gives it with its new revision. */
  readonly keep: (thing: Omit<T, "revision">) => T;
  readonly find: (sid: string) => T | undefined;
  readonly all: () => readonly T[];
  /** Those that were added or changed after a revision. */
  readonly since: (revision: number) => readonly T[];
};

/** A large district's reminders of a day; beyond, the oldest are forgotten. */
const REMEMBERED_MAX = 20_000;

/** Builds an empty memory whose changes are counted together with those of others. */
export function createMemory<T extends { readonly sid: string; readonly revision: number }>(news: News): Memory<T> {
  const bySid = new Map<string, T>();
  return {
    keep: (thing) => {
      const kept = { ...thing, revision: news.next() } as T;
      bySid.set(kept.sid, kept);
      for (const sid of bySid.keys()) {
        if (bySid.size <= REMEMBERED_MAX) break;
        bySid.delete(sid);
      }
      return kept;
    },
    find: (sid) => bySid.get(sid),
    all: () => [...bySid.values()],
    since: (seen) => [...bySid.values()].filter(({ revision }) => revision > seen),
  };
}
