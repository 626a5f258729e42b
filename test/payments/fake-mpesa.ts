import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type Chance, FINE, underway } from "./chance.ts";
import shapes from "./shapes/mpesa.json" with { type: "json" };

/** What may go wrong between Safaricom and us. */
export type MpesaFaults = {
  /** The answer to a prompt is lost on its way, though the person is asked. */
  loseAnswer?: boolean;
  /** The outcome of a prompt is never reported. */
  loseOutcome?: boolean;
  /** It is reported so often. */
  outcomes?: number;
  /** Prompts are refused with this code. */
  refuse?: { status: number; errorCode: string } | undefined;
  /** Tokens are no longer taken, so many times. */
  staleTokens?: number;
  /** Questions are heard, and no answer comes until this does. */
  silence?: Promise<unknown>;
};

/** The secret part of the addresses that Safaricom calls us at. */
export const PATH_SECRET = "a-long-and-random-path-secret";

/** An account with it, at the address where it is. */
export function mpesaAccount(apiUrl: string) {
  return {
    ...{ apiUrl, consumerKey: "key", consumerSecret: "secret", shortCode: "600000", passKey: "pass", initiator: "api" },
    ...{ securityCredential: "cred", publicUrl: "https://gw.example.org", pathSecret: PATH_SECRET },
  };
}

type Prompt = { id: string; url: string; amount: number; account: string; phone: string; code: number | null };
type Fields = Readonly<Record<string, string | number>>;

/**
 * Safaricom as Daraja shows it, over real HTTP: tokens, prompts that people answer, queries, and money that people send by
 * themselves, which is asked about first. It remembers everything, so that a test can ask what became of the money.
 */
export async function fakeMpesa(faults: MpesaFaults = {}, chance: Chance = FINE) {
  let odds = chance;
  const { pending, report, deliver } = underway(() => odds);
  const prompts: Prompt[] = [];
  const moved = new Map<string, { amount: number; completed: boolean }>();
  const asked: Fields[] = [];
  let gateway = "";
  let serial = 0;
  let conversations = 0;
  let tokens = 0;
  let queries = 0;
  const said: object[] = [];

  const server = createServer(async (request, response) => {
    const body = request.method === "POST" ? ((await json(request)) as Fields) : {};
    const path = new URL(request.url ?? "", "http://fake").pathname;
    if (path.includes("query")) queries += 1;
    if (path.includes("query")) await faults.silence;
    const fate = odds.answer();
    const { status, answer } =
      fate === "busy" ? refused(503, "500.003.02") : answered(path, request.headers.authorization ?? "", body);
    const isLost = fate === "lost" || (faults.loseAnswer === true && path.includes("stkpush/"));
    if (isLost) return void request.socket.destroy();
    said.push(answer);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  function answered(path: string, authorization: string, body: Fields): { status: number; answer: object } {
    if (path === "/oauth/v1/generate") {
      tokens += 1;
      return { status: 200, answer: { ...shapes.token, access_token: `token-${tokens}` } };
    }
    if ((faults.staleTokens ?? 0) > 0) {
      faults.staleTokens = (faults.staleTokens ?? 0) - 1;
      return refused(404, "404.001.03");
    }
    if (authorization !== `Bearer token-${tokens}`) return refused(401, "401.002.01");
    if (path === "/mpesa/stkpush/v1/processrequest") return prompted(body);
    if (path === "/mpesa/stkpushquery/v1/query") return queried(String(body["CheckoutRequestID"]));
    if (path === "/mpesa/transactionstatus/v1/query") return looked(body);
    return refused(404, "404.001.01");
  }

  function refused(status: number, errorCode: string) {
    return { status, answer: { ...shapes.error, errorCode, errorMessage: "refused" } };
  }

  function prompted(body: Fields) {
    asked.push(body);
    if (faults.refuse) return refused(faults.refuse.status, faults.refuse.errorCode);
    serial += 1;
    const id = `ws_CO_25112026${String(serial).padStart(8, "0")}`;
    const { Amount, AccountReference, PhoneNumber, CallBackURL } = body;
    const common = { amount: Number(Amount), account: String(AccountReference), phone: String(PhoneNumber) };
    prompts.push({ id, url: String(CallBackURL), ...common, code: null });
    return { status: 200, answer: { ...shapes.promptAccepted, CheckoutRequestID: id } };
  }

  function queried(id: string) {
    const prompt = prompts.find((one) => one.id === id);
    if (!prompt) return refused(500, "500.001.1002");
    if (prompt.code === null) return { status: 500, answer: shapes.promptStillOpen };
    const shape = prompt.code === 0 ? shapes.promptPaid : shapes.promptCancelled;
    return { status: 200, answer: { ...shape, CheckoutRequestID: id, ResultCode: String(prompt.code) } };
  }

  function looked(body: Fields) {
    const transaction = moved.get(String(body["TransactionID"]));
    conversations += 1;
    const ConversationID = `AG_20261125_${conversations}`;
    const told = transaction
      ? completed(ConversationID, String(body["TransactionID"]), transaction)
      : unknown(ConversationID);
    report(() => post(String(body["ResultURL"]), told));
    return { status: 200, answer: { ...shapes.movementAsked, ConversationID } };
  }

  async function post(url: string, body: object): Promise<Response> {
    said.push(body);
    const { pathname } = new URL(url);
    return await fetch(gateway + pathname, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  /** The paybill number tells of what a prompt brought too, until somebody answers. */
  function confirms({ url, amount, account }: Prompt): void {
    const transaction = `NLJ7RT${moved.size}`;
    moved.set(transaction, { amount, completed: true });
    const money = { TransID: transaction, TransAmount: `${amount}.00`, BillRefNumber: account };
    report(() => post(url.replace(/prompt.*/, "confirmation"), { ...shapes.confirmation, ...money }), "repeated");
  }

  /** The person answers the prompt she has before her: 0 pays, 1032 declines, 1037 is no answer. */
  async function answers(code: 0 | 1032 | 1037): Promise<void> {
    const prompt = prompts.findLast((one) => one.code === null);
    if (!prompt) throw new Error("nobody is asked");
    prompt.code = code;
    if (code === 0 && !faults.loseOutcome) confirms(prompt);
    for (let n = 0; n < (faults.loseOutcome ? 0 : (faults.outcomes ?? 1)); n += 1) {
      report(() => post(prompt.url, outcome(prompt)));
    }
  }

  return {
    ...{ prompts, asked, pending, answers, moved, said },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => void server.close(),
    deliver,
    /** How often we were asked how something stands. */
    queries: () => queries,
    reaches: (url: string) => {
      gateway = url;
    },
    /** From now on things go wrong like this. */
    fares: (next: Chance) => {
      odds = next;
    },
    /** Somebody sends money to the paybill number; false if it was refused before it moved. */
    sends: async (secret: string, account: string, amount: number, transaction: string): Promise<boolean> => {
      const base = `http://gateway/payments/paybill/${secret}`;
      const money = { TransID: transaction, TransAmount: String(amount), BillRefNumber: account, FirstName: "Wanjiru" };
      const asked = await post(`${base}/validation`, { ...shapes.validation, ...money });
      const verdict = (await asked.json()) as { ResultCode: string };
      if (verdict.ResultCode !== "0") return false;
      moved.set(transaction, { amount, completed: true });
      report(() => post(`${base}/confirmation`, { ...shapes.confirmation, ...money }), "repeated");
      return true;
    },
  };
}

type Movement = { readonly amount: number; readonly completed: boolean };

/** What is told of a movement that was asked about. */
function completed(ConversationID: string, receipt: string, { amount, completed }: Movement): object {
  const is: Readonly<Record<string, string | number>> = {
    ...{ ReceiptNo: receipt, Amount: amount, TransactionStatus: completed ? "Completed" : "Cancelled" },
  };
  const { Result } = shapes.movementCompleted;
  const ResultParameter = Result.ResultParameters.ResultParameter.map((one) =>
    one.Key in is ? { ...one, Value: is[one.Key] } : one,
  );
  return { Result: { ...Result, ConversationID, ResultParameters: { ResultParameter } } };
}

function unknown(ConversationID: string): object {
  return { Result: { ...shapes.movementUnknown.Result, ConversationID } };
}

/** An outcome with money has items, one of them without a value; any other has none. */
function outcome({ id, amount, phone, code }: Prompt): object {
  const about = { CheckoutRequestID: id, ResultCode: code };
  if (code !== 0) return { Body: { stkCallback: { ...shapes.callbackCancelled.Body.stkCallback, ...about } } };
  const paid = shapes.callbackPaid.Body.stkCallback;
  const is: Readonly<Record<string, number>> = { Amount: amount, PhoneNumber: Number(phone) };
  const Item = paid.CallbackMetadata.Item.map((one) => (one.Name in is ? { ...one, Value: is[one.Name] } : one));
  return { Body: { stkCallback: { ...paid, ...about, CallbackMetadata: { Item } } } };
}

async function json(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return JSON.parse(text);
}
