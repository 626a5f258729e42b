import type { RequestListener } from "node:http";
import inject from "light-my-request";
import type { Answered, Carry } from "../../src/simulator/network.ts";
import { createProvider, type Provider, type ProviderOptions, USUAL } from "../../src/simulator/provider.ts";
import type { Heard } from "../../src/simulator/voice/playback.ts";

export const accountSid = `AC${"1".repeat(32)}`;
export const authToken = "2".repeat(32);

type Settings = Partial<ProviderOptions> & Pick<ProviderOptions, "carry">;

/** A pretend provider whose requests are carried as told instead of over HTTP: its phones ring without a port. */
export function virtualPhones(settings: Settings): Provider {
  const publicUrl = "https://gateway.example";
  return createProvider({ ...USUAL, accountSid, authToken, publicUrl, clock: Date.now, ...settings });
}

/** Carries requests into a server in this process, such as the callback of a Koa app. */
export function into(server: RequestListener): Carry {
  return async ({ url, headers, body }) => {
    const response = await inject(server, { method: "POST", url, headers, payload: body });
    return {
      status: response.statusCode,
      type: String(response.headers["content-type"] ?? ""),
      body: response.payload,
    };
  };
}

/** Carries requests to a function that knows their path with its query, and their fields, and gives TwiML. */
export function to(
  handle: (path: string, fields: Readonly<Record<string, string>>) => string | Promise<string>,
): Carry {
  return async ({ url, fields }): Promise<Answered> => {
    const { pathname, search } = new URL(url);
    return { status: 200, type: "text/xml", body: await handle(pathname + search, fields) };
  };
}

/** What was heard as lines of text: words with their language, files by name, pauses by length. */
export function lines(heard: readonly Heard[]): readonly string[] {
  return heard.map((one) => {
    if (one.verb === "say") return `${one.language}: ${one.text}`;
    return one.verb === "play" ? `play ${new URL(one.url).pathname}` : `pause ${one.seconds}`;
  });
}

/** A TwiML document with this in its response. */
export function response(inside: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${inside}</Response>`;
}
