import { randomBytes } from "node:crypto";
import type { Answered } from "../network.ts";
import type { CallEnd, CallStatus, SimCall } from "./calls.ts";
import type { Heard } from "./playback.ts";
import { change, type Exchange, finish, follow, press, type Script, silence, type Wire } from "./wire.ts";

/** What a webhook answered to the same request sent once more, and whether to the byte as the first time. */
export type Repeated = Answered & { readonly isSame: boolean };

/**
 * A call that is going on, with the handset's keys. No time passes in it: whoever holds it says when a question has been
 * met with silence. Acts wait for each other, but hanging up waits for nothing, as on a real line.
 */
export type Line = {
  /** The call as it is now. */
  readonly call: SimCall;
  /** Follows a script from its beginning, for a call that comes in, is answered, or is diverted; gives what is heard. */
  readonly follow: (script: Script) => Promise<readonly Heard[]>;
  /** Presses keys, each when the one before has had its effect; a key is lost while no question is open. */
  readonly press: (keys: string) => Promise<readonly Heard[]>;
  /** Lets the open question run into its time limit; only if it still is the given turn, where one is given. */
  readonly silence: (turn?: number) => Promise<readonly Heard[]>;
  /** The person hangs up, or refuses a call that rings. */
  readonly hangUp: () => Promise<void>;
  /** The provider sends its last request once more, and the call does not notice; null if it has not sent any. */
  readonly again: () => Promise<Repeated | null>;
  /** Ends the call for another reason than the person's. */
  readonly finish: (status: CallStatus, end: CallEnd) => Promise<void>;
  /** Notes how far the network has come with the call, unless it is over. */
  readonly became: (status: CallStatus) => SimCall;
};

type Draft = Pick<SimCall, "direction" | "from" | "to" | "status" | "listedFrom">;

/** Opens a line for a new call; `onEnd` is awaited when it is over. */
export function openLine(exchange: Exchange, draft: Draft, onEnd: Wire["onEnd"]): Line {
  const usual = { heard: [], listening: null, end: null, answeredAt: null, endedAt: null, at: exchange.clock() };
  const call = exchange.keep({ sid: `CA${randomBytes(16).toString("hex")}`, ...usual, ...draft });
  const wire: Wire = { exchange, onEnd, call, page: { verbs: [], url: null }, open: null, last: null, turns: 0 };
  let acts: Promise<unknown> = Promise.resolve();

  /** Does one thing after another; gives what each made the caller hear. */
  const act = (doIt: () => Promise<void>): Promise<readonly Heard[]> => {
    const done = acts.then(async () => {
      const before = wire.call.heard.length;
      await doIt();
      return wire.call.heard.slice(before);
    });
    acts = done.catch(() => {});
    return done;
  };

  return {
    get call() {
      return wire.call;
    },
    follow: (script) => act(() => follow(wire, script)),
    press: (keys) =>
      act(async () => {
        for (const key of keys) await press(wire, key);
      }),
    silence: (turn) => act(() => silence(wire, turn)),
    hangUp: () => finish(wire, statusAfterHangUp(wire.call), { by: "person" }),
    again: async () => {
      await acts;
      if (wire.last === null) return null;
      const { url, fields, body } = wire.last;
      const repeated = await exchange.post(url, fields);
      return { ...repeated, isSame: repeated.body === body };
    },
    finish: (status, end) => finish(wire, status, end),
    became: (status) => {
      if (wire.call.end !== null) return wire.call;
      return change(wire, status === "in-progress" ? { status, answeredAt: exchange.clock() } : { status });
    },
  };
}

/** Refusing a call that rings counts as busy; giving up before anybody has answered, as canceled. */
function statusAfterHangUp({ answeredAt, direction }: SimCall): CallStatus {
  if (answeredAt !== null) return "completed";
  return direction === "inbound" ? "canceled" : "busy";
}
