/** Lets so many through a minute, and as many at once; the rest are told how many seconds to wait. */
export type Buckets = {
  /** Takes one; gives 0, or the seconds until there is one again. */
  readonly take: (who: string, perMinute: number) => number;
  /** Gives what `take` would, and takes nothing. */
  readonly wait: (who: string, perMinute: number) => number;
};

/** Callers remembered; who has not called for long has a full bucket anyway. */
const REMEMBERED_MAX = 10_000;

type Bucket = { left: number; at: number };

/** Buckets on this clock (ms), in the memory of this process: with several web processes each has its own. */
export function createBuckets(clock: () => number): Buckets {
  const buckets = new Map<string, Bucket>();
  const filled = (who: string, perMinute: number): Bucket => {
    const now = clock();
    const known = buckets.get(who) ?? { left: perMinute, at: now };
    const left = Math.min(perMinute, known.left + (Math.max(0, now - known.at) * perMinute) / 60_000);
    return { left, at: now };
  };
  const secondsTo = ({ left }: Bucket, perMinute: number) => (left >= 1 ? 0 : Math.ceil(((1 - left) * 60) / perMinute));
  return {
    take: (who, perMinute) => {
      const bucket = filled(who, perMinute);
      const seconds = secondsTo(bucket, perMinute);
      if (seconds === 0) bucket.left -= 1;
      buckets.delete(who);
      buckets.set(who, bucket);
      const [oldest] = buckets.keys();
      if (buckets.size > REMEMBERED_MAX && oldest !== undefined) buckets.delete(oldest);
      return seconds;
    },
    wait: (who, perMinute) => secondsTo(filled(who, perMinute), perMinute),
  };
}
