import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import Koa from "koa";
import twilio from "twilio";
import { onTestFinished } from "vitest";
import { createSimulator, type SimulatorOptions } from "../../src/simulator/simulator.ts";

import { accountSid, authToken, response as callTwiml } from "./virtual-phone.ts";
export const OURS = "+919876500101";
export const HANDSET = "+919812300001";

type Heard = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly fields: Record<string, string> };

/** The simulator beside a webhook that remembers what it is sent and answers as it is told: documents of calls by path. */
export async function network(
  options: Partial<SimulatorOptions> = {},
  documents: Readonly<Record<string, string>> = {},
) {
  const heard: Heard[] = [];
  const answers: { status: number; body: string }[] = [];
  const webhook = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString("utf8")));
    heard.push({ url: request.url ?? "", headers: request.headers, fields });
    const document = documents[request.url ?? ""];
    const usual = document === undefined ? null : { status: 200, body: callTwiml(document) };
    const answer = request.url === "/twilio/sms" ? (answers.shift() ?? { status: 200, body: twiml() }) : usual;
    response.writeHead(answer?.status ?? 204, { "content-type": "text/xml" }).end(answer?.body);
  });
  const publicUrl = await listening(webhook);
  const simulator = createSimulator({
    ...{ accountSid, authToken, publicUrl, pageFolder: "src/simulator/page" },
    numbers: [{ phone: OURS, label: "Nabha" }],
    handsets: [{ phone: HANDSET, label: "New number", note: "" }],
    ...options,
  });
  const app = new Koa().use(simulator.pages);
  app.silent = true;
  const url = await listening(createServer(app.callback()));
  const texts = (path = "/twilio/sms") => heard.filter((one) => one.url.split("?")[0] === path);
  return { ...simulator, publicUrl, url, heard, texts, answers, client: clientOf(url, authToken) };
}

async function listening(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** TwiML that says these texts. */
export function twiml(...texts: readonly string[]): string {
  const said = texts.map((text) => `<Message action="/twilio/sms/status?m=1">${text}</Message>`).join("");
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${said}</Response>`;
}

/** Twilio's own client, sent to the simulator instead. */
export function clientOf(url: string, token: string) {
  const direct = twilio(accountSid, token).httpClient;
  const request = (options: Parameters<typeof direct.request>[0]) =>
    direct.request({ ...options, timeout: 300, uri: options.uri.replace("https://api.twilio.com", url) });
  return twilio(accountSid, token, { httpClient: Object.assign(Object.create(direct), { request }) });
}
