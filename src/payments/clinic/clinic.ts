import { invariant } from "../../core/errors.ts";
import type { AtOnceProvider } from "../../core/payment-provider.ts";

/** Money over the counter, or into a worker's hand, as staff note it: each clinic has its own book of receipts. */
export const clinic: AtOnceProvider<unknown, never> = {
  settles: "at once",
  name: "clinic",
  take: async (_, { locationId, token, amountMinor }) => {
    invariant(amountMinor !== null && amountMinor > 0, "whoever notes money says how much");
    return { result: "taken", amountMinor, transactionId: `${locationId}-${token}` };
  },
};
