import { setImmediate as nextTick } from "node:timers/promises";
import { drawn } from "../faults.ts";
import type { Pickup } from "../handsets.ts";
import { createMemory, type Memory } from "../memory.ts";
import { post } from "../network.ts";
import type { Network } from "../provider.ts";
import { type CallEvent, progressFields } from "./call-forms.ts";
import type { SimCall } from "./calls.ts";
import { type Line, openLine } from "./line.ts";
import type { Exchange, Script } from "./wire.ts";

/** An order to call a handset. */
export type CallOrder = {
  readonly from: string;
  readonly to: string;
  readonly script: Script;
  /** Seconds that it may ring. */
  readonly timeout: number;
  readonly statusUrl: string | null;
  readonly events: ReadonlySet<CallEvent>;
  readonly listedFrom: number;
};

/** Everything about calls that the pretend provider can do. */
export type Switchboard = {
  /** A handset rings one of our numbers; resolves at the first question. */
  readonly call: (from: string, to: string) => Promise<Line>;
  /** A handset rings a number that is free to ring, and hangs up should it be answered all the same. */
  readonly missedCall: (from: string, to: string) => Promise<Line>;
  /** Our side calls a handset through the API; `going` resolves when it has come as far as it comes without a person. */
  readonly dial: (order: CallOrder) => { readonly call: SimCall; readonly going: Promise<void> };
  /** The person takes a ringing call; resolves at the first question, with null if that call does not ring. */
  readonly answer: (sid: string) => Promise<Line | null>;
  /** The line of a call, open or over, while it is remembered. */
  readonly line: (sid: string) => Line | undefined;
  /** The call of a handset that is not over, the latest if there are several. */
  readonly lineAt: (handset: string) => Line | undefined;
  readonly calls: Omit<Memory<SimCall>, "keep">;
};

type Board = Network & {
  readonly exchange: Exchange;
  readonly calls: Switchboard["calls"];
  readonly lines: Map<string, Line>;
  readonly ringing: Map<string, { readonly pickUp: () => Promise<void>; readonly givesUp: NodeJS.Timeout }>;
};

type Progress = (call: SimCall, event: CallEvent) => Promise<void>;

/** Twilio lets a call ring this much longer than it was told to (ms). */
const RING_EXTRA_MS = 5_000;
const ENDS: ReadonlySet<CallEvent> = new Set(["completed"]);

/** Builds the switchboard. */
export function createSwitchboard(network: Network): Switchboard {
  const { options, news } = network;
  const { keep, ...calls } = createMemory<SimCall>(news);
  const { accountSid, clock, publicUrl } = options;
  const exchange: Exchange = { accountSid, clock, keep, post: (url, fields) => post(options, url, fields) };
  const board: Board = { ...network, exchange, calls, lines: new Map(), ringing: new Map() };
  return {
    call: (from, to) => ringUs(board, from, to, `${publicUrl}/twilio/voice`),
    missedCall: async (from, to) => {
      const line = await ringUs(board, from, to, `${publicUrl}/twilio/missed-call`);
      await line.hangUp();
      return line;
    },
    dial: (order) => dial(board, order),
    answer: async (sid) => {
      const ringing = board.ringing.get(sid);
      if (!ringing) return null;
      stopRinging(board, sid);
      await ringing.pickUp();
      return board.lines.get(sid) ?? null;
    },
    line: (sid) => board.lines.get(sid),
    lineAt: (handset) => lineAt(board, handset),
    calls,
  };
}

async function ringUs(board: Board, from: string, to: string, url: string): Promise<Line> {
  const { publicUrl, clock } = board.options;
  const progress = progressTo(board, `${publicUrl}/twilio/voice/status`, ENDS);
  const draft = { direction: "inbound", from, to, status: "ringing", listedFrom: clock() } as const;
  const line = connected(board, draft, progress);
  await line.follow({ url });
  return line;
}

function dial(board: Board, order: CallOrder) {
  const progress = progressTo(board, order.statusUrl, order.events);
  const { from, to, listedFrom } = order;
  const line = connected(board, { direction: "outbound-api", from, to, status: "queued", listedFrom }, progress);
  return { call: line.call, going: nextTick().then(() => ringHandset(board, order, line, progress)) };
}

/** Takes a call to its handset as far as it comes without a person. */
async function ringHandset(board: Board, order: CallOrder, line: Line, progress: Progress): Promise<void> {
  const { sid } = line.call;
  await progress(line.call, "initiated");
  if (line.call.end !== null) return;
  // Nothing is awaited from here until it rings: of two calls at once the other must find it so.
  const pickup = pickupAt(board, order.to, sid);
  if (pickup === "unreachable") return await line.finish("failed", { by: "unreachable" });
  if (pickup === "busy") return await line.finish("busy", { by: "busy" });
  const givesUp = () => line.finish("no-answer", { by: "no-answer" });
  const pickUp = async () => {
    await progress(line.became("in-progress"), "answered");
    await line.follow(order.script);
  };
  const ringing = line.became("ringing");
  if (pickup === "rings") {
    const timer = setTimeout(() => void givesUp(), order.timeout * 1_000 + RING_EXTRA_MS).unref();
    board.ringing.set(sid, { pickUp, givesUp: timer });
  }
  await progress(ringing, "ringing");
  if (line.call.end !== null) return;
  if (pickup === "no-answer") await givesUp();
  if (pickup === "answers") await pickUp();
}

function pickupAt(board: Board, handset: string, sid: string): Pickup {
  const isTaken = ({ call }: Line) => call.sid !== sid && call.status !== "queued" && isOpenAt(call, handset);
  if ([...board.lines.values()].some(isTaken)) return "busy";
  const wish = board.handsets.get(handset)?.calls;
  if (typeof wish === "string") return wish;
  const { engaged, unanswered } = board.options.faults;
  return (
    drawn<Pickup>(board.chance(), [
      [engaged, "busy"],
      [unanswered, "no-answer"],
    ]) ?? "rings"
  );
}

function connected(board: Board, draft: Parameters<typeof openLine>[1], progress: Progress): Line {
  const line = openLine(board.exchange, draft, async (call) => {
    stopRinging(board, call.sid);
    await progress(call, "completed");
  });
  board.lines.set(line.call.sid, line);
  for (const sid of board.lines.keys()) {
    if (board.calls.find(sid)) break;
    board.lines.delete(sid);
  }
  return line;
}

function stopRinging({ ringing }: Board, sid: string): void {
  clearTimeout(ringing.get(sid)?.givesUp);
  ringing.delete(sid);
}

function lineAt({ lines }: Board, handset: string): Line | undefined {
  return [...lines.values()].findLast(({ call }) => isOpenAt(call, handset));
}

function isOpenAt({ from, to, end }: SimCall, handset: string): boolean {
  return end === null && (from === handset || to === handset);
}

/** Reports those moments of a call that were asked for, numbered in their order. */
function progressTo({ options, reports }: Board, url: string | null, events: ReadonlySet<CallEvent>): Progress {
  const series = reports();
  let sequence = 0;
  return async (call, event) => {
    const isLast = event === "completed";
    if (url === null || !events.has(event)) return isLast ? await series(async () => {}, true) : undefined;
    const fields = progressFields(options.accountSid, call, event, sequence++, options.clock());
    await series(() => post(options, url, fields), isLast);
  };
}
