import { jsonOf, textIn } from "../json.ts";

/** One shortcode at Daraja, or anything compatible at another address. */
export type MpesaAccount = {
  readonly apiUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly shortCode: string;
  readonly passKey: string;
  /** Who may ask about movements, and its encrypted password, as Safaricom gave them. */
  readonly initiator: string;
  readonly securityCredential: string;
  /** Our own address, and what makes the addresses we give out hard to guess: nothing Safaricom sends is signed. */
  readonly publicUrl: string;
  readonly pathSecret: string;
};

/** What an address answered; null where nothing came back that tells. */
export type Answered = { readonly status: number; readonly body: ReturnType<typeof jsonOf> } | null;

/** An answer takes under a second; the person's own time is not waited for here. */
const PATIENCE_MS = 10_000;
/** A token lasts an hour; it is renewed a little earlier. */
const TOKEN_EARLY_MS = 60_000;

/** Asks Daraja, with a token that is fetched when there is none, and once more when it is no longer taken. */
export function createMpesaApi(account: MpesaAccount, clock: () => number) {
  let token: { readonly value: string; readonly endsAt: number } | null = null;

  const fresh = async (): Promise<string | null> => {
    if (token && token.endsAt > clock()) return token.value;
    const basic = Buffer.from(`${account.consumerKey}:${account.consumerSecret}`).toString("base64");
    const url = `${account.apiUrl}/oauth/v1/generate?grant_type=client_credentials`;
    const answer = await asked(url, { headers: { authorization: `Basic ${basic}` } });
    const value = answer?.status === 200 ? textIn(answer.body, "access_token") : null;
    const seconds = Number(textIn(answer?.body ?? null, "expires_in") ?? 0);
    token = value === null ? null : { value, endsAt: clock() + seconds * 1_000 - TOKEN_EARLY_MS };
    return value;
  };

  /** `refused`: no token can be had, so nothing was asked. */
  const post = async (path: string, fields: object): Promise<Answered | "refused"> => {
    for (let tries = 0; ; tries += 1) {
      const bearer = await fresh();
      if (bearer === null) return "refused";
      const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
      const answer = await asked(`${account.apiUrl}${path}`, { method: "POST", headers, body: JSON.stringify(fields) });
      if (answer?.status !== 401 && textIn(answer?.body ?? null, "errorCode") !== "404.001.03") return answer;
      token = null;
      if (tries > 0) return "refused";
    }
  };
  return { post };
}

async function asked(url: string, init: RequestInit): Promise<Answered> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: response.status, body: jsonOf(await response.text()) };
  } catch {
    return null;
  }
}
