import type Router from "@koa/router";
import type { Offered, OutsideProvider, Verdict } from "../core/payment-provider.ts";
import { readBytes } from "./body.ts";

/** What payment providers' requests lead to. */
export type PaymentWebhookParts = Readonly<{
  payments: Readonly<{
    providers: readonly OutsideProvider[];
    clock: () => number;
    /** Keeps what was sent, durably; it is worked off later. */
    keep: (event: { readonly provider: string; readonly path: string; readonly body: Uint8Array }) => Promise<void>;
    /** Whether money may come that a provider asks about. */
    mayPay: (offered: Offered) => Promise<Verdict>;
  }>;
}>;

/**
 * Adds the addresses of payment providers, `/payments/<provider>…`: what they send is kept byte for byte and answered at
 * once; only what they ask about is decided here.
 */
export function addPaymentWebhooks(router: Router, { payments }: PaymentWebhookParts): void {
  for (const provider of payments.providers) {
    router.post(`/payments/${provider.path}{/*rest}`, async (ctx) => {
      const body = await readBytes(ctx);
      const path = ctx.path.slice(`/payments/${provider.path}/`.length);
      const delivery = { body, path, header: (name: string) => ctx.get(name), now: payments.clock() };
      if (!provider.verify(delivery)) {
        ctx.state["refused"] = "unsigned";
        ctx.throw(403);
      }
      const offered = provider.offered(body, path);
      const verdict = offered ? await payments.mayPay(offered) : "accept";
      if (!offered) await payments.keep({ provider: provider.name, path, body });
      ctx.body = provider.answer(verdict);
    });
  }
}
