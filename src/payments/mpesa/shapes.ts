import type { Offered, PaymentEvent } from "../../core/payment-provider.ts";
import { isJson, type Json, objectIn, textIn } from "../json.ts";

/** The currency M-Pesa moves, in whole shillings only. */
export const CURRENCY = "KES";

/** Shillings as written, in cents; null for anything that is no amount. */
function minorIn(from: Json | null, name: string): number | null {
  const text = textIn(from, name);
  if (text === null || !/^\d{1,9}(\.\d{1,2})?$/.test(text)) return null;
  return Math.round(Number(text) * 100);
}

/** The outcome of a prompt on the phone: `Body.stkCallback`. Its items are read by name, for their number varies. */
export function promptOutcome(body: Json | null, paymentId: number): readonly PaymentEvent[] {
  const callback = objectIn(objectIn(body, "Body"), "stkCallback");
  const providerId = textIn(callback, "CheckoutRequestID");
  const code = textIn(callback, "ResultCode");
  if (providerId === null || code === null) return [];
  const about = { by: "payment", paymentId, providerId } as const;
  if (code !== "0") return [{ kind: "failed", about, reason: code }];
  const amountMinor = minorIn(namedItems(callback), "Amount");
  if (amountMinor === null) return [];
  return [{ kind: "paid", about, amountMinor, currency: CURRENCY, transactionId: providerId }];
}

function namedItems(callback: Json | null): Json {
  const items = objectIn(callback, "CallbackMetadata")?.["Item"];
  const named = Array.isArray(items) ? items.filter(isJson) : [];
  return Object.fromEntries(named.map((item) => [textIn(item, "Name") ?? "", item["Value"]]));
}

/** Money that a person sends to our number, naming a visit as the account (C2B); whoever sends it is not looked at. */
export type SentMoney = Offered & { readonly transactionId: string | null };

/** Our own prompts name themselves in the same place, and what comes of them is told twice. */
const OWN_ACCOUNT = /^P(\d+)$/;

/** Money on its way to us, or arrived; null where it says no amount. */
export function sentMoney(body: Json | null): SentMoney | null {
  const account = textIn(body, "BillRefNumber") ?? "";
  const amountMinor = minorIn(body, "TransAmount");
  if (amountMinor === null || amountMinor === 0) return null;
  const own = OWN_ACCOUNT.exec(account)?.[1];
  const about = own === undefined ? { reference: account.replace(/\D/g, "") } : { paymentId: Number(own) };
  return { about, amountMinor, currency: CURRENCY, transactionId: textIn(body, "TransID") };
}

/** The answer to a query about one movement: `Result`, its parameters by key. */
export function queriedOutcome(body: Json | null): readonly PaymentEvent[] {
  const result = objectIn(body, "Result");
  const queryId = textIn(result, "ConversationID");
  const code = textIn(result, "ResultCode");
  if (queryId === null || code === null) return [];
  const about = { by: "query", queryId } as const;
  const parameters = objectIn(result, "ResultParameters")?.["ResultParameter"];
  const byKey = Object.fromEntries(
    (Array.isArray(parameters) ? parameters.filter(isJson) : []).map((one) => [textIn(one, "Key") ?? "", one["Value"]]),
  );
  const transactionId = textIn(byKey, "ReceiptNo");
  const amountMinor = minorIn(byKey, "Amount");
  if (code !== "0" || textIn(byKey, "TransactionStatus") !== "Completed")
    return [{ kind: "failed", about, reason: code }];
  if (transactionId === null || amountMinor === null) return [];
  return [{ kind: "paid", about, amountMinor, currency: CURRENCY, transactionId }];
}
