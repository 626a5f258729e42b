import { PassThrough } from "node:stream";
import { setTimeout } from "node:timers/promises";
import type { StaffApi } from "../../booking/staff/api.ts";
import type { StreamEvent } from "../../booking/staff/stream-events.ts";
import { refuse } from "../../core/problem.ts";
import { type Caller, mayUse } from "../../core/staff.ts";

/** How often the table is looked at while anybody watches: other processes write to it too (ms). */
const LOOK_MS = 100;
/** Proxies drop connections that are silent; a key that was revoked is found as often (ms). */
const COMMENT_MS = 15_000;
/** When a browser that was cut off comes back (ms). */
const RETRY_MS = 3_000;
/** Events read at once. */
const PAGE = 500;
/** A client that does not read is cut off with so much unread (bytes); it comes back and resumes. */
const UNREAD_MAX = 64 * 1024;
/** Streams of one process: each costs some 20 kB. */
const STREAMS_MAX = 5_000;

/** What a stream is about. */
export type Watch = {
  readonly caller: Caller;
  readonly locationId?: number | undefined;
  readonly doctorId?: number | undefined;
  /** The last event the client has; null for a first visit. */
  readonly lastEventId: number | null;
};

/** Everybody who watches in this process. */
export type SlotStreams = {
  /** A new stream; refuses where there are too many. */
  readonly open: (watch: Watch) => Promise<PassThrough>;
};

type Watcher = Watch & { readonly out: PassThrough; cursor: number };
type Source = Pick<StaffApi, "streamEventsAfter" | "streamSpan" | "isUsable">;

/**
 * One reader of the table for all streams, however many there are. When the process stops it ends them, and their clients
 * come back to whoever serves them then.
 */
export function createSlotStreams(
  source: Source,
  { isStopping, onError }: { readonly isStopping: () => boolean; readonly onError: (error: unknown) => void },
): SlotStreams {
  const live = new Set<Watcher>();
  let position = 0;
  let isLooking = false;

  const tellNews = async () => {
    const events = await source.streamEventsAfter(position, PAGE);
    position = events.at(-1)?.id ?? position;
    for (const event of events) {
      const text = textOf(event);
      for (const watcher of live) tell(watcher, event, text);
    }
  };

  const look = async () => {
    isLooking = true;
    let commentAt = performance.now() + COMMENT_MS;
    while (live.size > 0 && !isStopping()) {
      await setTimeout(LOOK_MS, undefined, { ref: false });
      const isQuiet = performance.now() >= commentAt;
      if (isQuiet) commentAt = performance.now() + COMMENT_MS;
      await (isQuiet ? keepAlive(source, live) : tellNews()).catch(onError);
    }
    isLooking = false;
    if (isStopping()) for (const { out } of live) out.end();
  };

  const open = async (watch: Watch): Promise<PassThrough> => {
    if (isStopping() || live.size >= STREAMS_MAX)
      refuse({ type: "temporarily-unavailable", retryAfter: RETRY_MS / 1_000 });
    const span = await source.streamSpan();
    const watcher: Watcher = { ...watch, out: new PassThrough(), cursor: cursorOf(watch, span) };
    // A client that left is no error.
    watcher.out.on("error", () => {});
    watcher.out.on("close", () => live.delete(watcher));
    const greeting = watch.lastEventId === null || watch.lastEventId === watcher.cursor ? "ready" : "reset";
    watcher.out.write(`retry: ${RETRY_MS}\nid: ${watcher.cursor}\nevent: ${greeting}\ndata: {}\n\n`);
    if (!isLooking) position = span.last;
    await catchUp(source, watcher, () => position);
    // Between the last page and this line nothing was awaited, so nothing is missed and nothing comes twice.
    if (!watcher.out.destroyed) live.add(watcher);
    if (!isLooking && live.size > 0) void look();
    return watcher.out;
  };

  return { open };
}

/** Where a client goes on; one that is too far behind, or ahead of a database that was put back, begins anew. */
function cursorOf({ lastEventId }: Watch, { first, last }: { readonly first: number; readonly last: number }): number {
  return lastEventId === null || lastEventId < first - 1 || lastEventId > last ? last : lastEventId;
}

async function catchUp(source: Source, watcher: Watcher, position: () => number): Promise<void> {
  for (;;) {
    const events = await source.streamEventsAfter(watcher.cursor, PAGE);
    for (const event of events) tell(watcher, event, textOf(event));
    if (watcher.out.destroyed || (events.length < PAGE && watcher.cursor >= position())) return;
  }
}

function tell(watcher: Watcher, event: StreamEvent, text: string): void {
  if (event.id <= watcher.cursor) return;
  watcher.cursor = event.id;
  const { caller, locationId, doctorId, out } = watcher;
  const isMeant =
    mayUse(caller, event.locationId) &&
    (locationId === undefined || locationId === event.locationId) &&
    (doctorId === undefined || doctorId === event.practitionerId);
  if (!isMeant || out.destroyed) return;
  out.write(text);
  if (out.writableLength + out.readableLength > UNREAD_MAX) out.destroy();
}

async function keepAlive(source: Source, live: ReadonlySet<Watcher>): Promise<void> {
  const usable = new Map<number, boolean>();
  for (const { caller, out } of [...live]) {
    const { keyId } = caller;
    if (!usable.has(keyId)) usable.set(keyId, await source.isUsable(caller));
    if (usable.get(keyId)) out.write(":\n\n");
    else out.end();
  }
}

function textOf(event: StreamEvent): string {
  const { id, slotId, practitionerId: doctorId, locationId, startAt, endAt, free, payment } = event;
  if (payment) return `id: ${id}\nevent: payment\ndata: ${JSON.stringify(payment)}\n\n`;
  const [start, end] = [startAt, endAt].map((at) => new Date(at).toISOString());
  return `id: ${id}\nevent: slot\ndata: ${JSON.stringify({ slotId, doctorId, locationId, start, end, free })}\n\n`;
}
