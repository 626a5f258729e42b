import type Router from "@koa/router";
import type { Context } from "koa";
import type { TwilioVoice } from "../channels/twilio/call.ts";
import type { DeliveryReport } from "../core/delivery.ts";
import type { CallReply, EndedCall, InboundCall, MissedCall } from "../core/inbound.ts";
import { readForm } from "./body.ts";
import type { Metrics } from "./metrics.ts";
import { accepted, answerXml, measured, requestOf } from "./webhooks.ts";

/** What a provider's requests during a call lead to. */
export type CallWebhookParts = Readonly<{
  metrics: Metrics;
  /** Notes one delivery report, durably. */
  delivered: (report: DeliveryReport) => Promise<void>;
  calls: Readonly<{
    voice: TwilioVoice;
    /** Handles one request of a call and answers once everything is durable. */
    turn: (inbound: InboundCall) => Promise<CallReply>;
    /** Notes that a call is over, durably. */
    ended: (ended: EndedCall) => Promise<void>;
    /** Has somebody who rang called back, durably. */
    missed: (ring: MissedCall) => Promise<void>;
    /** What a caller of this number hears when nothing works: made beforehand, for it must not need the database. */
    apology: (ours: string) => string;
  }>;
}>;

/** Adds the addresses that Twilio calls during a call. */
export function addCallWebhooks(router: Router, parts: CallWebhookParts): void {
  router.post("/twilio/voice", async (ctx) => {
    const body = await readForm(ctx);
    await answerCall(ctx, parts, accepted(ctx, parts.calls.voice.answered(requestOf(ctx, body))));
  });

  router.post("/twilio/voice/turn", async (ctx) => {
    const body = await readForm(ctx);
    await answerCall(ctx, parts, accepted(ctx, parts.calls.voice.keys(requestOf(ctx, body))));
  });

  router.post("/twilio/voice/status", async (ctx) => {
    const body = await readForm(ctx);
    const { ended, report } = accepted(ctx, parts.calls.voice.progress(requestOf(ctx, body)));
    if (report) await parts.delivered(report);
    if (ended) await parts.calls.ended(ended);
    ctx.status = 204;
  });

  router.post("/twilio/missed-call", async (ctx) => {
    const body = await readForm(ctx);
    const ring = accepted(ctx, parts.calls.voice.missed(requestOf(ctx, body)));
    // Whatever goes wrong, a call that is not rejected is taken, and paid for by whoever rang.
    await parts.calls.missed(ring).catch((error: unknown) => {
      ctx.state["failed"] = error;
    });
    answerXml(ctx, parts.calls.voice.rejection);
  });
}

/** A provider reads out an error of ours in English and hangs up; so whatever goes wrong, she is told in her language. */
async function answerCall(ctx: Context, parts: CallWebhookParts, inbound: InboundCall): Promise<void> {
  try {
    const { document } = await measured(parts, () => parts.calls.turn(inbound));
    answerXml(ctx, document);
  } catch (error) {
    ctx.state["failed"] = error;
    answerXml(ctx, parts.calls.apology(inbound.ours));
  }
}
