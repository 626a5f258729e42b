/** How far an attempt to be paid has come; `paid`, `failed` and `ended` are ends. */
export const PAYMENT_STATES = ["requested", "submitted", "paid", "failed", "ended"] as const;

/** What may have to be asked of a provider about an attempt. */
export const PAYMENT_TODOS = ["request", "query", "cancel"] as const;
/** One of them. */
export type PaymentTodo = (typeof PAYMENT_TODOS)[number];

/** Ways to pay that a person may choose and that a provider outside carries out. */
export const PAY_WAYS = ["mpesa"] as const;
/** One of them. */
export type PayWay = (typeof PAY_WAYS)[number];

/** One attempt, as a provider is asked about it. */
export type Attempt = {
  readonly paymentId: number;
  readonly amountMinor: number;
  readonly currency: string;
  /** E.164; null where the person is not known. */
  readonly phone: string | null;
  readonly endsAt: number;
  /** The provider's id of the attempt, once it has one. */
  readonly providerId: string | null;
};

/** Why a provider did not do it; `retry`: the same may succeed later. */
export type Declined = { readonly result: "declined"; readonly reason: string; readonly retry: boolean };

/** What came of asking for money. */
export type Requested =
  | { readonly result: "submitted"; readonly providerId: string }
  | Declined
  /** It may have got through: nothing came back, or nothing that tells. */
  | { readonly result: "unknown" };

/** Which attempt an event is about. */
export type About =
  /** Ours; the provider's id is told too, for its answer to the request may have been lost. */
  | { readonly by: "payment"; readonly paymentId: number; readonly providerId: string }
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
  | { readonly kind: "failed"; readonly about: About; readonly reason: string };

/** What a query answers: what became of the attempt, or a word under which the answer will come. */
export type Queried =
  | { readonly result: "paid"; readonly amountMinor: number; readonly transactionId: string }
  | { readonly result: "failed"; readonly reason: string }
  | { readonly result: "later"; readonly queryId: string }
  /** Nothing is settled yet, or nobody can tell now. */
  | { readonly result: "open" };

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

/** One provider of payments. Nothing here throws: whatever goes wrong is a result. */
export type PaymentProvider = {
  readonly name: PayWay;
  /** Its address is `/payments/<path>`. */
  readonly path: string;
  /** Whether a delivery is the provider's; `unsigned`, it may be, so nothing is believed before a query agrees. */
  readonly verify: (delivery: Delivery) => "signed" | "unsigned" | "refused";
  /** What a delivery says; none where it says nothing that concerns us. */
  readonly parse: (body: Uint8Array, path: string) => readonly PaymentEvent[];
  /** The question of a delivery that asks before money is taken; null for any other. */
  readonly offered: (body: Uint8Array, path: string) => Offered | null;
  /** How a delivery is answered. */
  readonly answer: (verdict: Verdict) => object;
  readonly request: (attempt: Attempt) => Promise<Requested>;
  readonly query: (attempt: Attempt) => Promise<Queried>;
  /** Withdraws what can be withdrawn; `open`, it cannot, so money may still come. */
  readonly cancel: (attempt: Attempt) => Promise<"ended" | "open">;
};
