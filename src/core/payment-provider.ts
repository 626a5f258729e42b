/**
 * How far an attempt to be paid has come. `offered`: she has a link and has done nothing yet; `submitted`: she was asked on
 * her phone, or has paid and her bank takes its time. `paid`, `failed` and `ended` are ends.
 */
export const PAYMENT_STATES = ["requested", "offered", "submitted", "paid", "failed", "ended"] as const;

/** What may have to be asked of a provider about an attempt. */
export const PAYMENT_TODOS = ["request", "query", "cancel", "refund"] as const;
/** One of them. */
export type PaymentTodo = (typeof PAYMENT_TODOS)[number];

/** Ways to pay that a person may choose and that a provider outside carries out. */
export const PAY_WAYS = ["mpesa", "stripe"] as const;
/** One of them. */
export type PayWay = (typeof PAY_WAYS)[number];

/** What a way to pay means for the visit that waits. */
type Way = {
  /** A prompt rings on her phone, so nobody is asked twice in doubt; a link may be made again, it is the same one. */
  readonly asksBy: "prompt" | "link";
  /** The seat is kept so long from the booking on (interop 3.2). */
  readonly holdMs: number;
  /** The only currencies it moves; null = whatever its account takes. */
  readonly currencies: readonly string[] | null;
  /** Whether the provider gives money back when it is told to; elsewhere a person does. */
  readonly givesBack: boolean;
};

/** Each way to pay. */
export const WAYS: Readonly<Record<PayWay, Way>> = {
  mpesa: { asksBy: "prompt", holdMs: 10 * 60_000, currencies: ["KES"], givesBack: false },
  stripe: { asksBy: "link", holdMs: 15 * 60_000, currencies: null, givesBack: true },
};

/** Whether this is a way of ours; a provider that was taken out since is none. */
export function isPayWay(name: string): name is PayWay {
  return (PAY_WAYS as readonly string[]).includes(name);
}

/** One attempt, as a provider is asked about it. */
export type Attempt = {
  readonly paymentId: number;
  readonly amountMinor: number;
  readonly currency: string;
  /** E.164; null where the person is not known. */
  readonly phone: string | null;
  readonly createdAt: number;
  /** The provider's id of the attempt, once it has one. */
  readonly providerId: string | null;
};

/** Why a provider did not do it; `retry`: the same may succeed later. */
export type Declined = { readonly result: "declined"; readonly reason: string; readonly retry: boolean };

/** What came of asking for money. */
export type Requested =
  | { readonly result: "submitted"; readonly providerId: string }
  /** She may pay at this address. */
  | { readonly result: "offered"; readonly providerId: string; readonly link: string }
  | Declined
  /** It may have got through: nothing came back, or nothing that tells. */
  | { readonly result: "unknown" };

/** Which attempt an event is about. */
export type About =
  /** Ours; the provider's id is mostly told too, for its answer to the request may have been lost. */
  | { readonly by: "payment"; readonly paymentId: number; readonly providerId: string | null }
  /** The provider's answer to a query, under a word that only it and we know. */
  | { readonly by: "query"; readonly queryId: string }
  /** Money that a person sent by herself, naming a visit. */
  | { readonly by: "reference"; readonly reference: string; readonly providerId: string };

/** What a provider says of money, in the one form that is acted on. */
export type PaymentEvent =
  | {
      readonly kind: "paid";
      readonly about: About;
      readonly amountMinor: number;
      readonly currency: string;
      readonly transactionId: string;
    }
  | { readonly kind: "failed"; readonly about: About; readonly reason: string }
  /** She has paid, and her bank takes its time. */
  | { readonly kind: "submitted"; readonly about: About }
  /** Something has moved, a refund say: the provider is asked how the attempt stands. */
  | { readonly kind: "changed"; readonly about: About };

/** The attempt brought money. */
export type Paid = {
  readonly result: "paid";
  readonly amountMinor: number;
  readonly currency: string;
  readonly transactionId: string;
  /** How much of it went back in all, where the provider knows. */
  readonly returnedMinor: number;
};

/** What came of giving money back; it is in `returnedMinor` of a query too. */
export type Refunded = { readonly result: "refunded"; readonly paid: Paid } | Declined;

/** What a query answers: what became of the attempt, or a word under which the answer will come. */
export type Queried =
  | Paid
  | { readonly result: "failed"; readonly reason: string }
  | { readonly result: "later"; readonly queryId: string }
  /** Nothing is settled yet, or nobody can tell now. */
  | { readonly result: "open" };

/** What came of withdrawing an attempt. */
export type Cancelled = "ended" | "open" | "unknown";

/** What a provider sent: its bytes, and the part of the address behind the provider's own. */
export type Delivery = {
  readonly body: Uint8Array;
  readonly header: (name: string) => string;
  readonly path: string;
  readonly now: number;
};

/** Money that a provider asks about before it takes it. */
export type Offered = {
  /** A visit, or an attempt of ours whose money is on its way. */
  readonly about: { readonly reference: string } | { readonly paymentId: number };
  readonly amountMinor: number;
  readonly currency: string;
};

/** Whether offered money may come: `closed`, there is no visit that waits for it any more; `amount`, it is too much. */
export type Verdict = "accept" | "closed" | "amount";

/**
 * Whoever takes money for us, one folder each in `src/payments`. Whose money lies with us already settles at once, inside the
 * transaction that asks; any other is outside, and is asked after the commit. What both promise is one suite of tests.
 */
export type PaymentProvider<Tx> = AtOnceProvider<Tx, string> | OutsideProvider;

/** What is handed over for one charge. */
export type Handed = {
  readonly chargeId: number;
  readonly currency: string;
  readonly locationId: number;
  /** The code of a voucher, the number of a receipt: what names this money, and no other. */
  readonly token: string;
  /** What whoever takes it says it is; null where the token itself says it. */
  readonly amountMinor: number | null;
};

/** What came of taking it: money that is ours now under this id, or why not. */
export type Taken<Refusal extends string> =
  | { readonly result: "taken"; readonly amountMinor: number; readonly transactionId: string }
  | { readonly result: "refused"; readonly reason: Refusal };

/** Its money lies with us already: taking it is a part of whatever is done with it, and rolls back with that. */
export type AtOnceProvider<Tx, Refusal extends string> = {
  readonly settles: "at once";
  readonly name: string;
  readonly take: (tx: Tx, handed: Handed) => Promise<Taken<Refusal>>;
};

/** It is outside: asked after the commit, heard through its webhook. Nothing here throws: whatever goes wrong is a result. */
export type OutsideProvider = {
  readonly settles: "outside";
  readonly name: PayWay;
  /** Its address is `/payments/<path>`. */
  readonly path: string;
  /** What it sends is signed; or it is not, so nothing is believed before a query agrees. */
  readonly trust: "signed" | "unsigned";
  /** Whether a delivery is the provider's, as far as that can be told. */
  readonly verify: (delivery: Delivery) => boolean;
  /** What a delivery says; none where it says nothing that concerns us. */
  readonly parse: (body: Uint8Array, path: string) => readonly PaymentEvent[];
  /** The question of a delivery that asks before money is taken; null for any other. */
  readonly offered: (body: Uint8Array, path: string) => Offered | null;
  /** How a delivery is answered. */
  readonly answer: (verdict: Verdict) => object;
  readonly request: (attempt: Attempt) => Promise<Requested>;
  readonly query: (attempt: Attempt) => Promise<Queried>;
  /** Withdraws what can be withdrawn; `open`, it cannot, so money may still come; `unknown`, nobody can tell now. */
  readonly cancel: (attempt: Attempt) => Promise<Cancelled>;
  /** Gives back so much of what the attempt brought; told the same twice it gives once. `returnedMinor`: what went back before. */
  readonly refund: (attempt: Attempt, amountMinor: number, returnedMinor: number) => Promise<Refunded>;
};
