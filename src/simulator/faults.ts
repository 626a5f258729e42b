/** How often (0 to 1) each thing goes wrong at the pretend provider. */
export type Faults = {
  /** The API answers 429 with code 20429; nothing was sent. */
  readonly tooMany: number;
  /** The API answers 500 with code 20500; nothing was sent. */
  readonly broken: number;
  /** The API cuts the connection; nothing was sent. */
  readonly dropped: number;
  /** The API sends and then cuts the connection, which looks the same from outside. */
  readonly sentSilently: number;
  /** A message does not arrive: error 30003, handset unreachable. */
  readonly unreachable: number;
  /** The delivery reports of a message come in the wrong order. */
  readonly shuffled: number;
  /** The delivery reports of a message come only after the next message went out. */
  readonly late: number;
};

/** Nothing goes wrong. */
export const NO_FAULTS: Faults = {
  tooMany: 0,
  broken: 0,
  dropped: 0,
  sentSilently: 0,
  unreachable: 0,
  shuffled: 0,
  late: 0,
};

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
