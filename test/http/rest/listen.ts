import { onTestFinished } from "vitest";
import type { RestWorld } from "./world.ts";

/** One event, as it was read. */
export type Event = { readonly id: number; readonly event: string; readonly data: Record<string, unknown> };

/** Listens to the stream until the test ends, and reads what comes. */
export async function listen(world: RestWorld, query = "", headers: Record<string, string> = {}) {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const response = await fetch(`${world.gateway.url}/v1/slots/stream${query}`, {
    headers: { authorization: `Bearer ${world.token}`, "accept-encoding": "br, gzip", ...headers },
    signal: leaving.signal,
  });
  const events: Event[] = [];
  const ended = read(response, events).catch(() => {});
  return { response, events, ended, leave: () => leaving.abort() };
}

async function read(response: Response, events: Event[]): Promise<void> {
  let text = "";
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const whole = text.split("\n\n");
    text = whole.pop() ?? "";
    for (const block of whole.filter((one) => one.includes("data:"))) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
      events.push({ id: Number(field("id")), event: field("event"), data: JSON.parse(field("data")) });
    }
  }
}
