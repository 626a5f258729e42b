import { connect, type Socket } from "node:net";
import { Writable } from "node:stream";
import { pino } from "pino";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { onTestFinished } from "vitest";
import { twilioVoice } from "../../src/channels/twilio/call.ts";
import { twilioSms } from "../../src/channels/twilio/sms.ts";
import type { DeliveryReport } from "../../src/core/delivery.ts";
import type { InboundText } from "../../src/core/inbound.ts";
import type { AppParts } from "../../src/http/app.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { type ServerLimits, startServer, usualLimits } from "../../src/http/server.ts";

export const publicUrl = "https://sms.example.org";
export const token = "0123456789abcdef0123456789abcdef";
export const text = { MessageSid: "SM1", From: "+919800000001", To: "+15005550006", Body: "book eye" };

/** A real gateway on a free port that echoes what it hears and remembers what reached it and what it logged. */
export async function startGateway(change: Partial<AppParts> = {}, limits: Partial<ServerLimits> = {}) {
  const heard: InboundText[] = [];
  const reports: DeliveryReport[] = [];
  const calls: object[] = [];
  const logged: string[] = [];
  const sink = new Writable({
    write(line, _, done) {
      logged.push(String(line));
      done();
    },
  });
  const parts: AppParts = {
    log: pino({ level: "trace" }, sink),
    metrics: createMetrics(),
    sms: twilioSms({ publicUrl, authTokens: [token] }),
    turn: async (inbound) => {
      heard.push(inbound);
      return { text: `heard ${inbound.text}` };
    },
    calls: {
      voice: twilioVoice({ publicUrl, authTokens: [token], recordings: () => null }),
      turn: async ({ keys }) => ({ document: `<heard>${keys.digits}</heard>` }),
      ended: async (call) => void calls.push(call),
      missed: async (ring) => void calls.push(ring),
      apology: () => "<Response/>",
    },
    audio: () => null,
    payPages: { linkOf: async () => null, speaking: { tags: ["en"], text: () => "words" } },
    payments: { providers: [], clock: Date.now, keep: async () => {}, mayPay: async () => "accept" },
    delivered: async (report) => {
      reports.push(report);
    },
    ready: () => true,
    trustedProxies: [],
    ...change,
  };
  const server = await startServer(parts, { host: "127.0.0.1", port: 0 }, { ...usualLimits, ...limits });
  onTestFinished(() => server.stop());
  return { ...server, parts, heard, reports, calls, logged, url: `http://127.0.0.1:${server.port}` };
}

/** Posts a form as Twilio would, signed for the public address. */
export function post(
  gateway: { url: string },
  params: Record<string, string>,
  { path = "/twilio/sms", signature = getExpectedTwilioSignature(token, publicUrl + path, params) } = {},
): Promise<Response> {
  return fetch(gateway.url + path, {
    method: "POST",
    body: new URLSearchParams(params),
    headers: { "x-twilio-signature": signature },
  });
}

/** A bare connection, for requests that no client library would send. */
export function dial(gateway: { port: number }): { socket: Socket; answer: Promise<string> } {
  const socket = connect(gateway.port, "127.0.0.1");
  const answer = new Promise<string>((resolve) => {
    let received = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      received += chunk;
    });
    socket.on("error", () => resolve(received));
    socket.on("close", () => resolve(received));
  });
  onTestFinished(() => {
    socket.destroy();
  });
  return { socket, answer };
}

/** A promise and the way to fulfil it from outside. */
export function gate<T = void>() {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
