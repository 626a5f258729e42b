import { timingSafeEqual } from "node:crypto";
import type {
  Attempt,
  Delivery,
  Offered,
  OutsideProvider,
  PaymentEvent,
  Queried,
  Requested,
  Verdict,
} from "../../core/payment-provider.ts";
import { jsonOf, textIn } from "../json.ts";
import { createMpesaApi, type MpesaAccount } from "./api.ts";
import { CURRENCY, promptOutcome, queriedOutcome, sentMoney } from "./shapes.ts";

/** Safaricom refuses addresses in which its product is named. */
const PATH = "paybill";

/** While the person has the prompt before her, a query fails with the one, or answers the other. */
const STILL_OPEN: ReadonlySet<string | null> = new Set(["500.001.1001", "4999"]);

/** Codes of C2B validation. */
const VERDICTS: Readonly<Record<Verdict, string>> = { accept: "0", closed: "C2B00012", amount: "C2B00013" };

/** M-Pesa: a prompt on the phone (STK push), and money that people send to the paybill number by themselves (C2B). */
export function mpesa(account: MpesaAccount, clock: () => number): OutsideProvider {
  const api = createMpesaApi(account, clock);
  return {
    settles: "outside",
    name: "mpesa",
    path: PATH,
    trust: "unsigned",
    verify: (delivery) => isOurs(delivery, account.pathSecret),
    parse,
    offered,
    answer: (verdict) => ({
      ResultCode: VERDICTS[verdict],
      ResultDesc: verdict === "accept" ? "Accepted" : "Rejected",
    }),
    request: (attempt) => prompted(account, api, attempt, clock()),
    query: (attempt) => queried(account, api, attempt, clock()),
    // A prompt on a phone cannot be taken back.
    cancel: async () => "open",
    // Safaricom reverses only in its portal, or through an API of its own that few accounts have.
    refund: async () => ({ result: "declined", reason: "by hand", retry: false }),
  };
}

/** Addresses are `<secret>/<what>/<payment>`, for nothing that comes is signed. */
function partsOf(path: string): { readonly secret: string; readonly what: string; readonly paymentId: number } {
  const [secret = "", what = "", id = ""] = path.split("/");
  return { secret, what, paymentId: Number(id) };
}

function isOurs({ path }: Delivery, pathSecret: string): boolean {
  const [given, own] = [Buffer.from(partsOf(path).secret), Buffer.from(pathSecret)];
  return given.length === own.length && timingSafeEqual(given, own);
}

function parse(body: Uint8Array, path: string): readonly PaymentEvent[] {
  const json = jsonOf(body);
  const { what, paymentId } = partsOf(path);
  if (what === "prompt") return promptOutcome(json, paymentId);
  if (what === "result") return queriedOutcome(json);
  const sent = what === "confirmation" ? sentMoney(json) : null;
  if (!sent || sent.transactionId === null) return [];
  const { amountMinor, currency, transactionId } = sent;
  // What a prompt brought is told here too, under another id; it counts only where the prompt's own id never reached us.
  const about =
    "paymentId" in sent.about
      ? ({ by: "payment", paymentId: sent.about.paymentId, providerId: transactionId } as const)
      : ({ by: "reference", reference: sent.about.reference, providerId: transactionId } as const);
  return [{ kind: "paid", about, amountMinor, currency, transactionId }];
}

function offered(body: Uint8Array, path: string): Offered | null {
  if (partsOf(path).what !== "validation") return null;
  return sentMoney(jsonOf(body)) ?? { about: { reference: "" }, amountMinor: 0, currency: "" };
}

type Api = ReturnType<typeof createMpesaApi>;

/** The day and time in Nairobi, as Daraja wants it. */
function timestampOf(now: number): string {
  return new Date(now + 3 * 3_600_000).toISOString().replace(/\D/g, "").slice(0, 14);
}

function signed({ shortCode, passKey }: MpesaAccount, now: number) {
  const Timestamp = timestampOf(now);
  const Password = Buffer.from(`${shortCode}${passKey}${Timestamp}`).toString("base64");
  return { BusinessShortCode: shortCode, Password, Timestamp };
}

async function prompted(account: MpesaAccount, api: Api, attempt: Attempt, now: number): Promise<Requested> {
  const { paymentId, amountMinor, currency, phone } = attempt;
  if (currency !== CURRENCY) return { result: "declined", reason: "currency", retry: false };
  if (phone === null) return { result: "declined", reason: "no phone", retry: false };
  const msisdn = phone.replace("+", "");
  const answer = await api.post("/mpesa/stkpush/v1/processrequest", {
    ...signed(account, now),
    TransactionType: "CustomerPayBillOnline",
    // Whole shillings only.
    Amount: Math.ceil(amountMinor / 100),
    PartyA: msisdn,
    PartyB: account.shortCode,
    PhoneNumber: msisdn,
    CallBackURL: addressOf(account, `prompt/${paymentId}`),
    AccountReference: `P${paymentId}`,
    TransactionDesc: "Clinic visit",
  });
  if (answer === "refused") return { result: "declined", reason: "token", retry: true };
  const providerId = textIn(answer?.body ?? null, "CheckoutRequestID");
  if (answer?.status === 200 && textIn(answer.body, "ResponseCode") === "0" && providerId !== null)
    return { result: "submitted", providerId };
  const reason = textIn(answer?.body ?? null, "errorCode") ?? textIn(answer?.body ?? null, "ResponseCode");
  if (!answer || answer.status >= 500 || reason === null) return { result: "unknown" };
  return { result: "declined", reason, retry: false };
}

/** A prompt is asked about and answered at once; money that came by itself is answered later, at `result`. */
async function queried(account: MpesaAccount, api: Api, attempt: Attempt, now: number): Promise<Queried> {
  const { providerId, amountMinor } = attempt;
  if (providerId === null) return { result: "open" };
  if (!providerId.startsWith("ws_")) return await queriedMovement(account, api, providerId);
  const fields = { ...signed(account, now), CheckoutRequestID: providerId };
  const answer = await api.post("/mpesa/stkpushquery/v1/query", fields);
  const body = answer === "refused" ? null : (answer?.body ?? null);
  const code = textIn(body, "ResultCode");
  if (code === null || STILL_OPEN.has(code) || STILL_OPEN.has(textIn(body, "errorCode"))) return { result: "open" };
  if (code !== "0") return { result: "failed", reason: code };
  const shillings = Math.ceil(amountMinor / 100);
  return {
    result: "paid",
    amountMinor: shillings * 100,
    currency: CURRENCY,
    transactionId: providerId,
    returnedMinor: 0,
  };
}

async function queriedMovement(account: MpesaAccount, api: Api, transactionId: string): Promise<Queried> {
  const answer = await api.post("/mpesa/transactionstatus/v1/query", {
    Initiator: account.initiator,
    SecurityCredential: account.securityCredential,
    CommandID: "TransactionStatusQuery",
    TransactionID: transactionId,
    PartyA: account.shortCode,
    IdentifierType: "4",
    ResultURL: addressOf(account, "result"),
    QueueTimeOutURL: addressOf(account, "timeout"),
    Remarks: "visit",
  });
  const queryId = answer === "refused" ? null : textIn(answer?.body ?? null, "ConversationID");
  return queryId === null ? { result: "open" } : { result: "later", queryId };
}

function addressOf({ publicUrl, pathSecret }: MpesaAccount, what: string): string {
  return `${publicUrl}/payments/${PATH}/${pathSecret}/${what}`;
}
