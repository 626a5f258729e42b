import type { Middleware } from "koa";
import { twilioApi } from "./api.ts";
import { retriesIn } from "./network.ts";
import { phonePages, type Shown } from "./pages.ts";
import { createProvider, type Provider, type ProviderOptions, USUAL } from "./provider.ts";

/** What the simulator needs to know; whatever is left out is as usual: nothing goes wrong. */
export type SimulatorOptions = Pick<ProviderOptions, "accountSid" | "authToken" | "publicUrl"> &
  Partial<Omit<ProviderOptions, "retries">> &
  Pick<Shown, "numbers" | "handsets" | "pageFolder"> & {
    /** What would stand behind the # of our webhook's address at Twilio, such as `rc=3&rp=ct,5xx`. */
    readonly overrides?: string;
  };

/** A pretend Twilio: signs and posts to our webhooks, serves its Messages and Calls API, and has a page of keypad phones. */
export type Simulator = { readonly provider: Provider; readonly pages: Middleware };

/** About what a segment costs in India through an international provider, so that the page can show what words cost. */
const SEGMENT_PRICE = { minor: 30, currency: "INR" } as const;

/** Builds the simulator. */
export function createSimulator(settings: SimulatorOptions): Simulator {
  const { numbers, handsets, pageFolder, overrides = "", ...options } = settings;
  const provider = createProvider({ ...USUAL, clock: Date.now, ...options, retries: retriesIn(overrides) });
  const api = twilioApi(provider, new Set(numbers.map(({ phone }) => phone))).routes();
  const page = phonePages(provider, { numbers, handsets, pageFolder, segmentPrice: SEGMENT_PRICE }).routes();
  return { provider, pages: (ctx, next) => api(ctx as never, () => page(ctx as never, next)) };
}
