import { onTestFinished } from "vitest";
import { chargeByReference } from "../../src/booking/payments/by-staff.ts";
import { payAtOnce } from "../../src/booking/payments/pay-at-once.ts";
import { AppError } from "../../src/core/errors.ts";
import type { PaymentProvider, PayWay } from "../../src/core/payment-provider.ts";
import { clinic } from "../../src/payments/clinic/clinic.ts";
import { mpesa } from "../../src/payments/mpesa/mpesa.ts";
import { stripe } from "../../src/payments/stripe/stripe.ts";
import { voucher as prepaid } from "../../src/payments/voucher/voucher.ts";
import type { Tx } from "../../src/store/engine.ts";
import { publicUrl } from "../http/gateway.ts";
import { arriving, type Chance } from "./chance.ts";
import { fakeMpesa, mpesaAccount, PATH_SECRET } from "./fake-mpesa.ts";
import { fakeStripe, STRIPE_KEY, STRIPE_SECRET } from "./fake-stripe.ts";
import { type Death, mortal } from "./mortal.ts";
import { payingWorld } from "./world.ts";

const FEE_MINOR = 20_000;

/** One visit of Ana's to be paid, and the world outside that pays it in one way. */
export type Rail = Awaited<ReturnType<typeof payingWorld>> & {
  readonly provider: PaymentProvider<Tx>;
  /** She chooses this way. */
  readonly begins: (visitId: number) => Promise<void>;
  /** She pays all of it; false where that was refused before anything moved. */
  readonly pays: (visitId: number) => Promise<boolean>;
  /** Whoever told of it tells it again. */
  readonly tellsAgain: () => Promise<void>;
  /** Somebody pretends that she has paid. */
  readonly forges: (visitId: number) => Promise<void>;
  /** Whatever is on its way arrives and is worked off. */
  readonly arrives: () => Promise<void>;
  /** What she really gave in this way and did not get back from there. */
  readonly moved: () => number;
  /** All that whoever carries it out has said, in the order of its saying. */
  readonly told: readonly object[];
  /** From now on things go wrong like this. */
  readonly fares: (chance: Chance) => void;
};

function referenceOf({ pluck }: Pick<Rail, "pluck">, visitId: number): string {
  return String(pluck(`select reference from appointments where id = ${visitId}`)[0]);
}

async function asksBy(paying: Pick<Rail, "anaAsks" | "drain">, visitId: number, way: PayWay): Promise<void> {
  await paying.anaAsks({ type: "startPayment", visitId, way });
  await paying.drain();
}

async function mpesaWorld(death?: Death) {
  const fake = await fakeMpesa();
  onTestFinished(fake.stop);
  const account = mpesaAccount(fake.url);
  const provider = mpesa(account, () => paying.clock.now);
  const paying = await payingWorld(() => mortal(provider, death));
  fake.reaches(paying.gateway.url);
  const post = (what: string, body: object) =>
    fetch(`${paying.gateway.url}/payments/paybill/${PATH_SECRET}/${what}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
  const rail = { ...paying, provider, told: fake.said, arrives: arriving(fake, paying.drain), fares: fake.fares };
  return { fake, paying, post, rail };
}

/** A prompt on her phone. */
export async function mpesaPrompt(death?: Death): Promise<Rail> {
  const { fake, paying, post, rail } = await mpesaWorld(death);
  const outcome = (id: string, amount: number) => ({
    Body: {
      stkCallback: {
        ...{ MerchantRequestID: "x", CheckoutRequestID: id, ResultCode: 0, ResultDesc: "paid" },
        CallbackMetadata: { Item: [{ Name: "Amount", Value: amount }] },
      },
    },
  });
  const paid = () => fake.prompts.filter(({ code }) => code === 0);
  return {
    ...rail,
    begins: (visitId) => asksBy(paying, visitId, "mpesa"),
    pays: async () => {
      if (!fake.prompts.some(({ code }) => code === null)) return false;
      await fake.answers(0);
      return true;
    },
    tellsAgain: async () => void (await post("prompt/1", outcome(paid()[0]?.id ?? "", 200))),
    forges: async () => void (await post("prompt/1", outcome("ws_CO_forged", 200))),
    moved: () => paid().reduce((sum, { amount }) => sum + amount * 100, 0),
  };
}

/** Money that she sends to the paybill number. */
export async function mpesaPaybill(death?: Death): Promise<Rail> {
  const { fake, paying, post, rail } = await mpesaWorld(death);
  let serial = 0;
  let last: object = {};
  const money = (id: string, reference: string) => ({ TransID: id, TransAmount: "200", BillRefNumber: reference });
  return {
    ...rail,
    begins: async () => {},
    pays: async (visitId) => {
      serial += 1;
      last = money(`T${serial}`, referenceOf(paying, visitId));
      return await fake.sends(PATH_SECRET, referenceOf(paying, visitId), FEE_MINOR / 100, `T${serial}`);
    },
    tellsAgain: async () => void (await post("confirmation", { ...last, MSISDN: "again" })),
    forges: async (visitId) => void (await post("confirmation", money("FORGED", referenceOf(paying, visitId)))),
    moved: () => [...fake.moved.values()].reduce((sum, { amount }) => sum + amount * 100, 0),
  };
}

/** A link to a page of Stripe's. */
export async function stripeLink(death?: Death): Promise<Rail> {
  let now = () => 0;
  const fake = await fakeStripe(() => now());
  onTestFinished(fake.stop);
  const account = { secretKey: STRIPE_KEY, webhookSecrets: [STRIPE_SECRET], apiUrl: fake.url, publicUrl };
  const provider = stripe(account);
  const paying = await payingWorld(() => mortal(provider, death));
  now = () => paying.clock.now;
  fake.reaches(paying.gateway.url);
  const completed = (extra: object) =>
    JSON.stringify({
      ...{ id: "evt_x", object: "event", type: "checkout.session.completed", ...extra },
      data: {
        object: {
          ...{ id: fake.sessions[0]?.id, payment_status: "paid", amount_total: FEE_MINOR, currency: "kes" },
          metadata: { gateway: publicUrl, payment: "1" },
        },
      },
    });
  return {
    ...{ ...paying, provider, told: fake.said, arrives: arriving(fake, paying.drain), fares: fake.fares },
    begins: (visitId) => asksBy(paying, visitId, "stripe"),
    pays: async () => fake.sessions.length > 0 && fake.pays(),
    tellsAgain: async () => void (await fake.post(completed({ pending_webhooks: 2 }))),
    forges: async () => void (await fake.post(completed({}), "whsec_forged")),
    moved: fake.kept,
  };
}

/** A voucher, typed in. */
export async function voucher(): Promise<Rail> {
  const paying = await payingWorld(() => []);
  let typed: { readonly visitId: number; readonly code: string } = { visitId: 0, code: "" };
  const types = async (visitId: number, code: string) => {
    await paying.anaAsks({ type: "redeemVoucher", visitId, code });
    typed = { visitId, code };
  };
  return {
    ...{ ...paying, provider: prepaid, told: [], arrives: paying.drain, fares: () => {} },
    begins: async () => {},
    pays: async (visitId) => {
      const before = paying.pluck("select count(*) from ledger")[0];
      await types(visitId, await paying.voucher());
      return paying.pluck("select count(*) from ledger")[0] !== before;
    },
    tellsAgain: () => types(typed.visitId, typed.code),
    forges: (visitId) => types(visitId, "123456789012"),
    moved: () =>
      Number(paying.pluck("select coalesce(sum(amount_minor), 0) from vouchers where used_at is not null")[0]),
  };
}

/** Money over the counter, noted by staff. */
export async function atClinic(): Promise<Rail> {
  const paying = await payingWorld(() => []);
  let receipts = 0;
  const notes = (reference: string, receipt: string) =>
    paying.run(async (tx) => {
      const handed = { token: receipt, amountMinor: FEE_MINOR };
      return await payAtOnce(tx, clinic, await chargeByReference(tx, reference), handed, "tell");
    });
  let last = "";
  return {
    ...{ ...paying, provider: clinic, told: [], arrives: paying.drain, fares: () => {} },
    begins: async () => {},
    pays: async (visitId) => {
      receipts += 1;
      last = referenceOf(paying, visitId);
      await notes(last, `R-${receipts}`);
      return true;
    },
    tellsAgain: async () => void (await notes(last, `R-${receipts}`)),
    // Whoever notes money is staff: what can be forged is a visit that has no fee.
    forges: async () => {
      await notes("1234567", "R-forged").catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
    },
    moved: () => receipts * FEE_MINOR,
  };
}

/** What lies with us, as the ledger has it. */
export function kept({ pluck }: Rail): number {
  const sign = "iif(kind in ('paid', 'credit.in'), amount_minor, iif(kind = 'waived', 0, -amount_minor))";
  return Number(pluck(`select coalesce(sum(${sign}), 0) from ledger`)[0]);
}

/** The time to pay in goes by, extended or not. */
export async function runsOut(rail: Rail, visitId: number): Promise<void> {
  while ((await rail.holdEnds(visitId)) === "later");
}
