import type { Middleware } from "koa";
import { messagesApi } from "./api.ts";
import { phonePages, type Shown } from "./pages.ts";
import { createProvider, type Provider, type ProviderOptions, USUAL } from "./provider.ts";

/** What the simulator needs to know; whatever is left out is as usual: nothing goes wrong. */
export type SimulatorOptions = Pick<ProviderOptions, "accountSid" | "authToken" | "publicUrl"> &
  Partial<ProviderOptions> &
  Pick<Shown, "numbers" | "handsets" | "pageFolder">;

/** A pretend Twilio: signs and posts to our webhooks, serves its Messages API, and has a page of keypad phones. */
export type Simulator = { readonly provider: Provider; readonly pages: Middleware };

/** About what a segment costs in India through an international provider, so that the page can show what words cost. */
const SEGMENT_PRICE = { minor: 30, currency: "INR" } as const;

/** Builds the simulator. */
export function createSimulator({ numbers, handsets, pageFolder, ...options }: SimulatorOptions): Simulator {
  const provider = createProvider({ ...USUAL, clock: Date.now, ...options });
  const api = messagesApi(provider, new Set(numbers.map(({ phone }) => phone))).routes();
  const page = phonePages(provider, { numbers, handsets, pageFolder, segmentPrice: SEGMENT_PRICE }).routes();
  return { provider, pages: (ctx, next) => api(ctx as never, () => page(ctx as never, next)) };
}
