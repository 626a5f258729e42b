import { setImmediate as nextTick } from "node:timers/promises";
import { chances, type Faults, NO_FAULTS } from "./faults.ts";
import type { Handsets } from "./handsets.ts";
import { createNews, type News } from "./memory.ts";
import type { SimMessage } from "./messages.ts";
import { overHttp, retriesIn, type Webhooks } from "./network.ts";
import { createReports, type ReportSeries } from "./reports.ts";
import { createTexting, type Texting } from "./texting.ts";
import type { SimCall } from "./voice/calls.ts";
import { type CallOrder, createSwitchboard, type Switchboard } from "./voice/switchboard.ts";

/** Settings of the pretend provider. */
export type ProviderOptions = Webhooks & {
  /** Our numbers at which the carrier itself acts on STOP, START and HELP; elsewhere they only reach us. */
  readonly carrierWords: ReadonlySet<string>;
  /** The only handsets that a trial account may reach; null = a paid account, which may reach all. */
  readonly verified: ReadonlySet<string> | null;
  readonly clock: () => number;
  readonly seed: number;
  readonly faults: Faults;
};

/** What texts and calls have in common. */
export type Network = {
  readonly options: ProviderOptions;
  readonly news: News;
  /** What is unusual about handsets; may be changed at any time. */
  readonly handsets: Handsets;
  /** The next number of the seeded stream that decides what goes wrong. */
  readonly chance: () => number;
  /** Begins the reports of another message or call. */
  readonly reports: () => ReportSeries;
};

/** The pretend provider: everything it knows, in memory. */
export type Provider = Omit<Network, "reports"> &
  Omit<Texting, "carry"> &
  Omit<Switchboard, "dial"> & {
    /** Our side sends a message through the API; it is carried after the caller's turn. */
    readonly send: (message: Pick<SimMessage, "from" | "to" | "body">, statusUrl: string | null) => SimMessage;
    /** Our side calls a handset through the API; it is connected after the caller's turn. */
    readonly dial: (order: Omit<CallOrder, "listedFrom">) => SimCall;
    /** Resolves when nothing of what our side has begun is on its way any more, except what waits for a person. */
    readonly idle: () => Promise<void>;
  };

/** Usual settings: Twilio's own retries, nothing goes wrong, no carrier listens. */
export const USUAL = {
  retries: retriesIn(""),
  carry: overHttp,
  carrierWords: new Set<string>(),
  verified: null,
  seed: 1,
  faults: NO_FAULTS,
} as const;

/** How long something may be missing from the API's list (ms). */
const LAG_MS = 30_000;

/** Builds the provider. */
export function createProvider(options: ProviderOptions): Provider {
  const { clock, faults, seed } = options;
  const chance = chances(seed);
  const shared = { options, news: createNews(clock), handsets: new Map(), chance };
  const network: Network = { ...shared, reports: createReports(faults, chance) };
  const { carry, ...texting } = createTexting(network);
  const { dial, ...switchboard } = createSwitchboard(network);
  const underway = new Set<Promise<void>>();
  const listedFrom = () => clock() + (chance() < faults.lagging ? LAG_MS : 0);
  const track = (work: Promise<void>) => {
    underway.add(work);
    void work.finally(() => underway.delete(work));
  };
  return {
    ...shared,
    ...texting,
    ...switchboard,
    send: (outbound, statusUrl) => {
      const draft = { ...outbound, direction: "outbound-api", status: "queued", listedFrom: listedFrom() } as const;
      const message = texting.messages.add(draft);
      track(nextTick().then(() => carry(message, statusUrl)));
      return message;
    },
    dial: (order) => {
      const { call, going } = dial({ ...order, listedFrom: listedFrom() });
      track(going);
      return call;
    },
    idle: async () => {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
}
