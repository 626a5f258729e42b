import type Router from "@koa/router";
import type { Context } from "koa";
import type { TwilioSms } from "../channels/twilio/sms.ts";
import type { Received, WebhookRequest } from "../channels/twilio/webhook.ts";
import type { DeliveryReport } from "../core/delivery.ts";
import { AppError } from "../core/errors.ts";
import type { InboundText, Reply } from "../core/inbound.ts";
import { segments } from "../core/segments.ts";
import { readForm } from "./body.ts";
import type { Metrics } from "./metrics.ts";

/** What a provider's requests lead to. */
export type WebhookParts = Readonly<{
  sms: TwilioSms;
  metrics: Metrics;
  /** Handles one text and answers once everything is durable; null means silence. */
  turn: (inbound: InboundText) => Promise<Reply | null>;
  /** Notes one delivery report, durably. */
  delivered: (report: DeliveryReport) => Promise<void>;
}>;

/** Adds the addresses that Twilio calls. */
export function addWebhooks(router: Router, parts: WebhookParts): void {
  router.post("/twilio/sms", async (ctx) => {
    const body = await readForm(ctx);
    // Invariant: nothing is awaited from here to the call of `turn`, so that two texts of one person enter the queue of
    // transactions in the order in which they arrived.
    const inbound = accepted(ctx, parts.sms.inboundText(requestOf(ctx, body)));
    const reply = await measured(parts, () => parts.turn(inbound));
    for (const { text } of reply === null ? [] : [reply, ...(reply.more ?? [])]) {
      parts.metrics.replySegments.observe(segments(text).segments);
    }
    answerXml(ctx, parts.sms.answer(reply));
  });

  router.post("/twilio/sms/status", async (ctx) => {
    const body = await readForm(ctx);
    const report = accepted(ctx, parts.sms.deliveryReport(requestOf(ctx, body)));
    await parts.delivered(report);
    answerXml(ctx, parts.sms.answer(null));
  });
}

/** A request as channels read it. */
export function requestOf(ctx: Context, body: Uint8Array): WebhookRequest {
  return { originalUrl: ctx.originalUrl, header: (name) => ctx.get(name), body };
}

/** What a webhook says; throws 403 where nobody signed it, 400 where it says nothing. */
export function accepted<T>(ctx: Context, received: Received<T>): T {
  if (received.ok) return received.value;
  ctx.state["refused"] = received.reason;
  return ctx.throw(received.reason === "unsigned" ? 403 : 400);
}

/** Times a turn and counts how it ended. */
export async function measured<R>({ metrics }: { metrics: Metrics }, turn: () => Promise<R>): Promise<R> {
  const stop = metrics.turnSeconds.startTimer();
  try {
    const reply = await turn();
    metrics.turns.inc({ outcome: reply === null ? "silent" : "answered" });
    return reply;
  } catch (error) {
    const unavailable = error instanceof AppError && error.code === "unavailable";
    metrics.turns.inc({ outcome: unavailable ? "unavailable" : "failed" });
    throw error;
  } finally {
    stop();
  }
}

/** Answers with a document of the provider. */
export function answerXml(ctx: Context, xml: string): void {
  ctx.type = "text/xml";
  ctx.body = xml;
}
