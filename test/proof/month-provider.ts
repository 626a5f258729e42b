import type { DeliveryReport, Outbound, OutboundChannel, SendResult } from "../../src/core/delivery.ts";
import type { ChannelKind } from "../../src/core/prompt.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The process died between the commit of a claim and the commit of what came of it. */
export class Killed extends Error {}

/** What has really left us: `shownFrom` is when the provider's list begins to show it. */
export type Left = {
  /** Null for a call. */
  readonly body: string | null;
  readonly id: number;
  readonly sid: string;
  readonly at: number;
  readonly to: string;
  readonly shownFrom: number;
};

/** A report on its way to us. */
export type Report = DeliveryReport & { readonly at: number };

function isSame({ body }: Left, kind: ChannelKind, isText: (body: string) => boolean): boolean {
  return kind === "call" ? body === null : body !== null && isText(body);
}

/** What this month's provider works with: chance, time, and somebody who looks at everything that leaves. */
type Parts = {
  readonly random: () => number;
  readonly now: () => number;
  readonly onLeaving: (message: Outbound, kind: ChannelKind) => void;
};

/** A provider without a network, at which everything goes wrong that may: seeded, and quick enough for hundreds of months. */
export function monthProvider({ random, now, onLeaving }: Parts) {
  const left: Left[] = [];
  const reports: Report[] = [];
  /** Messages whose list showed nothing although they had left: only these may leave twice. */
  const hidden = new Set<number>();
  let downUntil = 0;

  const leave = (message: Outbound, kind: ChannelKind): string => {
    onLeaving(message, kind);
    const sid = `SM${left.length}`;
    const shownFrom = now() + (random() < 0.3 ? 90 * SECOND : 0);
    left.push({ id: message.id, sid, at: now(), to: message.to, body: message.body, shownFrom });
    const at = now() + Math.floor(random() * 90 * MINUTE);
    const plain = { at, messageId: message.id, providerId: sid, sequence: null, minutes: null };
    const luck = random();
    if (luck < 0.8) reports.push({ ...plain, state: "delivered", errorCode: null, trouble: null });
    else if (luck < 0.87) reports.push({ ...plain, state: "failed", errorCode: "30005", trouble: "permanent" });
    else if (luck < 0.93) reports.push({ ...plain, state: "failed", errorCode: "30003", trouble: "transient" });
    if (luck < 0.3) reports.push({ ...plain, at: at + MINUTE, state: "sent", errorCode: null, trouble: null });
    return sid;
  };

  const send = async (message: Outbound, kind: ChannelKind): Promise<SendResult> => {
    const luck = random();
    if (luck < 0.02) throw new Killed();
    if (now() < downUntil || luck < 0.05) {
      if (luck < 0.5) return { result: "unknown" };
      return { result: "refused", code: "20500", trouble: "transient", scope: "message", holdMs: 0 };
    }
    if (luck < 0.08) return { result: "refused", code: "20429", trouble: "rate", scope: "kind", holdMs: 30 * SECOND };
    const providerId = leave(message, kind);
    if (luck < 0.11) throw new Killed();
    return luck < 0.15 ? { result: "unknown" } : { result: "accepted", providerId };
  };

  const channel = (kind: ChannelKind): OutboundChannel => ({
    name: kind === "text" ? "twilio-sms" : "twilio-voice",
    send: (message) => send(message, kind),
    find: async ({ to, since, isOther, isText }) => {
      if (now() < downUntil) return "unreadable";
      for (const one of left.filter((sent) => sent.to === to && sent.at >= since && isSame(sent, kind, isText))) {
        if (await isOther(one.sid)) continue;
        if (one.shownFrom <= now()) return { providerId: one.sid };
        hidden.add(one.id);
      }
      return { providerId: null };
    },
  });
  return {
    ...{ left, reports, hidden },
    channels: { text: channel("text"), call: channel("call") },
    goDown: (until: number) => {
      downUntil = until;
    },
  };
}
