import type { OutsideProvider } from "../../src/core/payment-provider.ts";

/** Where a worker dies, once: what was durable before is all that is left of it. */
export type Death = { step: "before" | "after" | null; readonly at: "request" | "query" | "cancel" | "refund" };

/** A provider whose asker dies before its question leaves, or after the answer came. */
export function mortal(provider: OutsideProvider, death?: Death): readonly OutsideProvider[] {
  const dying = <Asked extends readonly unknown[], Answer>(
    name: Death["at"],
    ask: (...asked: Asked) => Promise<Answer>,
  ) => {
    return async (...asked: Asked): Promise<Answer> => {
      const step = death?.at === name ? death.step : null;
      if (death && step) death.step = null;
      if (step === "before") throw new Error("killed");
      const answer = await ask(...asked);
      if (step === "after") throw new Error("killed");
      return answer;
    };
  };
  const { request, query, cancel, refund } = provider;
  return [
    {
      ...provider,
      ...{ request: dying("request", request), query: dying("query", query) },
      ...{ cancel: dying("cancel", cancel), refund: dying("refund", refund) },
    },
  ];
}
