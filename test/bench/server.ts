import { createWriteStream } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import Koa from "koa";
import { pino } from "pino";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { FLOWS } from "../../flows/all.ts";
import { createStaffApi } from "../../src/booking/staff/api.ts";
import { twilioVoice } from "../../src/channels/twilio/call.ts";
import { twilioSms } from "../../src/channels/twilio/sms.ts";
import { createConverse } from "../../src/converse.ts";
import { apologyOf, createCallEnded, createConverseCall } from "../../src/converse-call.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { startServer } from "../../src/http/server.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import { claimInbound, inboundKey } from "../../src/store/inbound.ts";
import { serveBench } from "./district.ts";
import { PUBLIC_URL, TOKEN } from "./load.ts";

/*
 * One server of the bench, in a process of its own: a = Koa as anybody would set it up, with the usual router and body
 * parser, the signature checked by Twilio's SDK, static TwiML (the floor that the goals were measured against); b = the
 * same and one durable insert, group-committed; c = the gateway itself.
 */

const [variant = "a", file = ""] = process.argv.slice(2);
const sms = twilioSms({ publicUrl: PUBLIC_URL, authTokens: [TOKEN] });
const STATIC = sms.answer({ text: "What kind of care?\n1 General\n2 Child\n3 Women\n4 Eye\n5 Teeth\n9 More" });

async function bare(): Promise<number> {
  const engine = variant === "b" ? serveBench(file) : null;
  const router = new Router();
  router.post("/twilio/sms", async (ctx) => {
    const fields = ctx.request.body as Readonly<Record<string, string>>;
    const url = PUBLIC_URL + ctx.originalUrl;
    if (!validateRequest(TOKEN, ctx.get("x-twilio-signature"), url, fields)) return ctx.throw(403);
    if (engine) {
      const key = inboundKey({ channel: "twilio-sms", providerId: fields["MessageSid"] ?? "" });
      const event = { key, contactId: null, kind: "text", length: fields["Body"]?.length ?? 0, textHmac: null };
      await engine.transact((tx) => claimInbound(tx, event));
    }
    ctx.type = "text/xml";
    ctx.body = STATIC;
  });
  const server = createServer(new Koa().use(bodyParser()).use(router.routes()).callback());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function gateway(): Promise<number> {
  const engine = serveBench(file);
  const speaking = await createSpeaking(readLocales("locales"));
  const secret = new Uint8Array(32);
  const shared = { transact: engine.transact, flows: FLOWS, country: "IN", speaking } as const;
  const turn = createConverse({ ...shared, secret });
  const voice = twilioVoice({ publicUrl: PUBLIC_URL, authTokens: [TOKEN], recordings: () => null });
  const spoken = { ...shared, spoken: ["en", "hi", "pa"], render: voice.render };
  const calls = {
    ...{ voice, turn: createConverseCall(spoken), ended: createCallEnded(spoken), apology: apologyOf(spoken) },
    missed: async () => {},
  };
  const log = pino({ level: "info" }, createWriteStream("/dev/null"));
  const parts = { log, sms, turn, calls, metrics: createMetrics(), delivered: async () => {}, ready: () => true };
  const api = createStaffApi({ ...engine, speaking });
  const rest = { api, publicUrl: PUBLIC_URL, speaking, trustedProxies: [], clock: Date.now };
  const payments = { providers: [], clock: Date.now, keep: async () => {}, mayPay: async () => "closed" as const };
  const payPages = { linkOf: async () => null, speaking };
  const all = { ...parts, audio: () => null, payments, payPages, trustedProxies: [], rest };
  return (await startServer(all, { host: "127.0.0.1", port: 0 })).port;
}

process.on("message", () => process.send?.({ rss: process.memoryUsage.rss() }));
process.on("disconnect", () => process.exit(0));
process.send?.({ port: await (variant === "c" ? gateway() : bare()) });
