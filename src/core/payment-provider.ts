/** How far an attempt to be paid has come; `paid`, `failed` and `ended` are ends. */
export const PAYMENT_STATES = ["requested", "submitted", "paid", "failed", "ended"] as const;
/** The state of one attempt. */
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** What may have to be asked of a provider about an attempt. */
export const PAYMENT_TODOS = ["request", "query", "cancel", "refund"] as const;
/** One of them. */
export type PaymentTodo = (typeof PAYMENT_TODOS)[number];

/** Ways to pay that a person may choose and that a provider outside carries out. */
export const PAY_WAYS = ["mpesa", "stripe"] as const;
/** One of them. */
export type PayWay = (typeof PAY_WAYS)[number];

/** One attempt, as a provider is asked about it. */
export type Attempt = {
  readonly paymentId: number;
  readonly amountMinor: number;
  readonly currency: string;
  /** The visit's reference: what a person types as account number. */
  readonly reference: string;
  /** E.164. */
  readonly phone: string | null;
  readonly endsAt: number;
  /** The provider's id of the attempt, once it has one. */
  readonly providerId: string | null;
};

/** Why a provider did not do it; `retry`: the same may succeed later. */
export type Declined = { readonly result: "declined"; readonly reason: string; readonly retry: boolean };

/** What came of asking for money. */
export type Requested =
  /** `link`: where to pay. */
  | { readonly result: "submitted"; readonly providerId: string; readonly link: string | null }
  | Declined
  /** It may have got through: nothing came back, or nothing that tells. */
  | { readonly result: "unknown" };

/** What a provider says of money, in the one form that is acted on. */
export type PaymentEvent =
  | {
      readonly kind: "paid";
      readonly about: About;
      readonly amountMinor: number;
      readonly currency: string;
      readonly transactionId: string;
    }
  | { readonly kind: "submitted" | "failed" | "ended"; readonly about: About; readonly reason: string | null }
  | { readonly kind: "refunded"; readonly about: About; readonly amountMinor: number; readonly transactionId: string }
  /** Nothing that concerns us. */
  | { readonly kind: "nothing" };

/** Which attempt or visit an event is about. */
export type About =
  | { readonly by: "payment"; readonly paymentId: number }
  | { readonly by: "provider"; readonly providerId: string }
  /** The provider's answer to a query, under the word that only it and we know. */
  | { readonly by: "query"; readonly queryId: string }
  /** Money that a person sent by herself, naming a visit. */
  | { readonly by: "reference"; readonly reference: string; readonly providerId: string };

/** What a query answers: events, or a word under which the answer will come. */
export type Queried =
  | { readonly result: "events"; readonly events: readonly PaymentEvent[] }
  | { readonly result: "later"; readonly queryId: string }
  | Declined;

/** A delivery from a provider: proven, not proven, or refused. */
export type Received = "signed" | "unsigned" | "refused";

/** One provider of payments. Nothing here throws: whatever goes wrong is a result. */
export type PaymentProvider = {
  readonly name: PayWay;
  /** Authenticity only, with the clock of the caller. */
  readonly verify: (body: Uint8Array, header: (name: string) => string, address: string, now: number) => Received;
  readonly parse: (body: Uint8Array) => readonly PaymentEvent[];
  readonly request: (attempt: Attempt) => Promise<Requested>;
  readonly query: (attempt: Attempt) => Promise<Queried>;
  readonly cancel: (attempt: Attempt) => Promise<"ended" | "not ended">;
  /** Gives money back; `transactionId` is the movement that brought it. Null where the provider cannot. */
  readonly refund:
    | ((
        attempt: Attempt,
        refundId: string,
      ) => Promise<{ readonly result: "refunded"; readonly transactionId: string } | Declined>)
    | null;
};
