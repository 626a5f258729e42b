import { describe, expect, it } from "vitest";
import { APPOINTMENT_STATES, type AppointmentState, OCCUPYING_STATES } from "../../src/core/appointment.ts";
import {
  LEDGER_KINDS,
  type LedgerKind,
  moneyOf,
  NO_MONEY,
  nextPaymentStep,
  owed,
  refundable,
  type Sums,
} from "../../src/core/payment.ts";

/**
 * Hold × payment × appointment × seat as a model: the decisions are the core's, the world (who else takes the seat, when
 * the time is over) is the model's. Every state that can be reached is visited.
 */
type Saga = {
  readonly state: AppointmentState;
  readonly hold: "running" | "extended" | "over";
  readonly seat: "hers" | "free" | "others";
  readonly sums: Sums;
};

const DUE = 2;
/** So much may come in or be given up before the walk ends: more than the fee, in every order. */
const MOST = 4;

const occupying: ReadonlySet<AppointmentState> = new Set(OCCUPYING_STATES);

function booked(saga: Saga): Saga {
  return { ...saga, state: "booked", seat: "hers" };
}

function settled(saga: Saga): Saga {
  switch (nextPaymentStep({ ...saga, isOver: saga.hold === "over", dueMinor: DUE })) {
    case "book":
      return booked(saga);
    case "reclaim":
      return saga.seat === "free" ? booked(saga) : saga;
    case "end":
      return { ...saga, state: "expired", seat: "free" };
    default:
      return saga;
  }
}

function added(saga: Saga, kind: LedgerKind, minor: number): Saga {
  return { ...saga, sums: { ...saga.sums, [kind]: saga.sums[kind] + minor } };
}

function left(saga: Saga): number {
  return refundable({ ...saga, dueMinor: DUE });
}

/** Everything that may happen, and when it can. */
const EVENTS: Readonly<Record<string, (saga: Saga) => Saga | null>> = {
  "pays in part": (saga) => (saga.sums.paid < MOST ? settled(added(saga, "paid", 1)) : null),
  "pays all": (saga) => (saga.sums.paid + DUE <= MOST ? settled(added(saga, "paid", DUE)) : null),
  "uses credit": (saga) =>
    saga.state === "pending_payment" && saga.sums["credit.in"] < 1 ? settled(added(saga, "credit.in", 1)) : null,
  "is waived": (saga) =>
    saga.sums.waived === 0 && saga.state === "pending_payment" ? settled(added(saga, "waived", DUE)) : null,
  "time is over": (saga) => (saga.hold !== "over" ? settled({ ...saga, hold: "over" }) : null),
  "time is extended": (saga) =>
    saga.hold === "running" && saga.state === "pending_payment" ? { ...saga, hold: "extended" } : null,
  cancels: (saga) =>
    ["pending_payment", "booked", "confirmed"].includes(saga.state)
      ? { ...saga, state: "cancelled", seat: "free" }
      : null,
  confirms: (saga) => (saga.state === "booked" ? { ...saga, state: "confirmed" } : null),
  arrives: (saga) => (["booked", "confirmed"].includes(saga.state) ? { ...saga, state: "arrived" } : null),
  "is treated": (saga) => (saga.state === "arrived" ? { ...saga, state: "fulfilled" } : null),
  "does not come": (saga) => (["booked", "confirmed"].includes(saga.state) ? { ...saga, state: "no_show" } : null),
  "somebody takes the seat": (saga) => (saga.seat === "free" ? { ...saga, seat: "others" } : null),
  "somebody gives it back": (saga) => (saga.seat === "others" ? { ...saga, seat: "free" } : null),
  "gets money back": (saga) => (left(saga) > 0 ? added(saga, "refunded", 1) : null),
  "takes it along as credit": (saga) => (left(saga) > 0 ? added(saga, "credit.out", 1) : null),
};

const START: Saga = { state: "pending_payment", hold: "running", seat: "hers", sums: NO_MONEY };

function walked() {
  const known = new Map<string, Saga>();
  const queue: Saga[] = [START];
  let transitions = 0;
  const usedEvents = new Set<string>();
  for (let saga = queue.shift(); saga; saga = queue.shift()) {
    const key = JSON.stringify(saga);
    if (known.has(key)) continue;
    known.set(key, saga);
    for (const [name, happen] of Object.entries(EVENTS)) {
      const next = happen(saga);
      if (!next) continue;
      transitions += 1;
      usedEvents.add(name);
      queue.push(next);
    }
  }
  return { sagas: [...known.values()], transitions, usedEvents };
}

const { sagas, transitions, usedEvents } = walked();
const TREATED: ReadonlySet<AppointmentState> = new Set(["booked", "confirmed", "arrived", "fulfilled", "no_show"]);

describe("hold × payment × appointment, every state that can be reached", () => {
  it("is walked whole", () => {
    process.stdout.write(`walked ${sagas.length} states of a paid visit, ${transitions} transitions\n`);
    expect(sagas.length).toBeGreaterThan(390);
    expect([...usedEvents].sort()).toEqual(Object.keys(EVENTS).sort());
    const reached = new Set(sagas.map(({ state }) => state));
    expect(APPOINTMENT_STATES.filter((state) => state !== "held" && !reached.has(state))).toEqual([]);
  });

  it("has no visit without its money, credit or waiver", () => {
    expect(sagas.filter((saga) => TREATED.has(saga.state) && owed({ ...saga, dueMinor: DUE }) > 0)).toEqual([]);
  });

  it("has no money without a visit that is not to be given back", () => {
    const kept = sagas.filter(({ state, sums }) => !TREATED.has(state) && moneyOf(sums) > 0);
    expect(kept.filter((saga) => saga.state !== "pending_payment" && left(saga) !== moneyOf(saga.sums))).toEqual([]);
    expect(kept.length).toBeGreaterThan(0);
  });

  it("gives back whatever is more than the fee, and never more than there is", () => {
    for (const saga of sagas) {
      expect(left(saga)).toBeLessThanOrEqual(Math.max(0, moneyOf(saga.sums)));
      expect(moneyOf(saga.sums)).toBeGreaterThanOrEqual(0);
      if (TREATED.has(saga.state)) expect(left(saga)).toBe(moneyOf(saga.sums) - Math.max(0, DUE - saga.sums.waived));
    }
  });

  it("keeps a seat exactly where the state says so, and ends in time", () => {
    expect(sagas.filter(({ state, seat }) => occupying.has(state) !== (seat === "hers"))).toEqual([]);
    expect(sagas.filter(({ state, hold }) => state === "pending_payment" && hold === "over")).toEqual([]);
  });

  it("can be brought to rest from everywhere: nothing stays owed to anybody", () => {
    const stuck = sagas.filter((start) => {
      let saga: Saga | null = start;
      for (let steps = 0; saga && steps < 20; steps += 1) {
        if (saga.state !== "pending_payment" && left(saga) === 0) return false;
        saga = EVENTS["gets money back"]?.(saga) ?? EVENTS["time is over"]?.(saga) ?? null;
      }
      return true;
    });
    expect(stuck).toEqual([]);
  });

  it("books only when money, credit or a waiver has come", () => {
    for (const kind of LEDGER_KINDS) expect(NO_MONEY[kind]).toBe(0);
    expect(nextPaymentStep({ state: "expired", isOver: true, dueMinor: DUE, sums: NO_MONEY })).toBe("nothing");
    expect(nextPaymentStep({ state: "pending_payment", isOver: false, dueMinor: 1, sums: NO_MONEY })).toBe("nothing");
  });
});
