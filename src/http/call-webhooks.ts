import type Router from "@koa/router";
import type { Context } from "koa";
import type { TwilioVoice } from "../channels/twilio/call.ts";
import type { CallReply, EndedCall, InboundCall } from "../core/inbound.ts";
import { readForm } from "./body.ts";
import type { Metrics } from "./metrics.ts";
import { accepted, answerXml, measured, requestOf } from "./webhooks.ts";

/** What a provider's requests during a call lead to. */
export type CallWebhookParts = Readonly<{
  metrics: Metrics;
  calls: Readonly<{
    voice: TwilioVoice;
    /** Handles one request of a call and answers once everything is durable. */
    turn: (inbound: InboundCall) => Promise<CallReply>;
    /** Notes that a call is over, durably. */
    ended: (ended: EndedCall) => Promise<void>;
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
    const report = accepted(ctx, parts.calls.voice.ended(requestOf(ctx, body)));
    if (report !== "under way") await parts.calls.ended(report);
    ctx.status = 204;
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
