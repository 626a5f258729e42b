/** How often (0 to 1) each thing goes wrong at the pretend provider. What always goes wrong at one handset is its own. */
export type Faults = {
  /** The API answers 429 with code 20429; nothing was sent. */
  readonly tooMany: number;
  /** The API answers 500 with code 20500; nothing was sent. */
  readonly broken: number;
  /** The API cuts the connection; nothing was sent. */
  readonly dropped: number;
  /** The API sends and then cuts the connection, which looks the same from outside. */
  readonly sentSilently: number;
  /** Instead of cutting a connection the API keeps it and says nothing: the caller runs into its own time limit. */
  readonly mute: number;
  /** What was sent is missing from the API's list for half a minute. */
  readonly lagging: number;
  /** A message does not arrive: error 30003, handset unreachable. */
  readonly unreachable: number;
  /** A message does not arrive: error 30007, filtered by the carrier. */
  readonly filtered: number;
  /** A message does not arrive: error 30008, nobody knows why. */
  readonly unexplained: number;
  /** A call to a handset finds it busy. */
  readonly engaged: number;
  /** A call to a handset rings, and nobody answers. */
  readonly unanswered: number;
  /** The reports of a message or call come in the wrong order. */
  readonly shuffled: number;
  /** The reports of a message or call come only after the next one's. */
  readonly late: number;
};

/** Nothing goes wrong. */
export const NO_FAULTS: Faults = {
  tooMany: 0,
  broken: 0,
  dropped: 0,
  sentSilently: 0,
  mute: 0,
  lagging: 0,
  unreachable: 0,
  filtered: 0,
  unexplained: 0,
  engaged: 0,
  unanswered: 0,
  shuffled: 0,
  late: 0,
};

/** The first outcome whose share of [0, 1) the chance falls into; null if it falls beyond them all. */
export function drawn<T>(chance: number, shares: readonly (readonly [share: number, outcome: T])[]): T | null {
  let sum = 0;
  for (const [share, outcome] of shares) {
    sum += share;
    if (chance < sum) return outcome;
  }
  return null;
}

/** A seeded stream of numbers in [0, 1): the same seed makes the same things go wrong. */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  // Mulberry32: small and good enough to decide which message is lost.
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
