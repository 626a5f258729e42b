/** Something done to one seat by somebody, from when it was asked until it was answered; `to` is Infinity if it never was. */
export type Op = {
  readonly act: "take" | "free" | "look";
  readonly who: number;
  readonly from: number;
  readonly to: number;
  /** What was answered: done (looked at: free), or no; null if nobody knows. */
  readonly done: boolean | null;
};

/** Who has the seat; null if nobody. */
type State = number | null;

/** The seat after an operation at one instant; undefined if what was answered cannot be so. */
function after({ act, who, done }: Op, state: State): State | undefined {
  if (act === "look") return (state === null) === done ? state : undefined;
  if (act === "take") return done ? (state === null ? who : undefined) : state === null ? undefined : state;
  return done ? (state === who ? null : undefined) : state;
}

/** What an operation nobody knows the answer of may have been: done, or nothing at all. */
function* possible(op: Op, state: State): Generator<State> {
  const outcomes = op.done === null ? [{ ...op, done: true }] : [op];
  for (const one of outcomes) {
    const next = after(one, state);
    if (next !== undefined) yield next;
  }
  if (op.done === null) yield state;
}

/**
 * Whether there is an order of these operations, each at one instant between its question and its answer, in which one
 * seat would have given these very answers (Wing and Gong's search, each set of what is done and each state tried once).
 */
export function isLinearizable(history: readonly Op[]): boolean {
  const ops = [...history].sort((a, b) => a.from - b.from);
  const tried = new Set<string>();
  const search = (left: readonly Op[], state: State): boolean => {
    if (left.every(({ done }) => done === null)) return true;
    const key = `${state}|${left.map((op) => ops.indexOf(op)).join(",")}`;
    if (tried.has(key)) return false;
    tried.add(key);
    const firstAnswer = Math.min(...left.map(({ to }) => to));
    return left.some((op) => {
      if (op.from > firstAnswer) return false;
      const rest = left.filter((other) => other !== op);
      return [...possible(op, state)].some((next) => search(rest, next));
    });
  };
  return search(ops, null);
}
