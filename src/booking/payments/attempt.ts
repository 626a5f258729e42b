import { isPayWay, WAYS } from "../../core/payment-provider.ts";
import type { Payment } from "../../store/payments.ts";

/** An end of an attempt. */
export type Over = Extract<Payment["state"], "paid" | "failed" | "ended">;

/** What an attempt is once it is over: nothing is asked any more, and whose phone it was is forgotten. */
export function isOver(state: Over) {
  return { state, todo: null, payerPhone: null } as const;
}

/** How the person is asked by this attempt's provider. */
export function asksBy({ provider }: Pick<Payment, "provider">): "prompt" | "link" {
  return isPayWay(provider) ? WAYS[provider].asksBy : "prompt";
}
