import type { Found, Sought } from "../../core/delivery.ts";
import { callApi, resourcePath, type TwilioAccount } from "./api.ts";

/** As much of a resource in a list as tells whether it is ours. */
type Listed = {
  readonly sid: string;
  readonly from: string;
  readonly body?: string | null;
  readonly direction: string;
  readonly date_created: string | null;
};

/** The lists hold every message to one number, newest first: one page is more than a day of them. */
const PAGE = 100;
const PAGES_MAX = 3;
/** Twilio's dates are whole seconds of its own clock. */
const SLACK_MS = 60_000;

/** Looks for a text by whom it went to, when, and what it said. */
export function findMessage(account: TwilioAccount, sought: Sought): Promise<Found> {
  return find(account, "Messages", sought, ({ body }) => typeof body === "string" && sought.isText(body));
}

/** Looks for a call by whom it went to and when. */
export function findCall(account: TwilioAccount, sought: Sought): Promise<Found> {
  return find(account, "Calls", sought, () => true);
}

async function find(
  account: TwilioAccount,
  resource: "Messages" | "Calls",
  sought: Sought,
  fits: (one: Listed) => boolean,
): Promise<Found> {
  // Not by date: what has not gone out yet carries no date of sending, and it is what we look for.
  let path: string | null =
    `${resourcePath(account, resource)}?${new URLSearchParams({ To: sought.to, PageSize: String(PAGE) })}`;
  for (let page = 0; path !== null && page < PAGES_MAX; page += 1) {
    const answer = await callApi(account, path);
    if (answer === "unreached" || answer === "lost" || answer.status !== 200) return "unreadable";
    const { listed, next } = pageOf(answer.body, resource === "Messages" ? "messages" : "calls");
    const young = listed.filter((one) => Date.parse(one.date_created ?? "") >= sought.since - SLACK_MS);
    const providerId = await ours(young.filter(fits), sought);
    if (providerId !== null || young.length < listed.length) return { providerId };
    path = next;
  }
  return { providerId: null };
}

async function ours(listed: readonly Listed[], { sender, isOther }: Sought): Promise<string | null> {
  for (const { sid, direction, from } of listed) {
    const isFromUs = direction.startsWith("outbound") && (sender === "" || from === sender);
    if (isFromUs && !(await isOther(sid))) return sid;
  }
  return null;
}

function pageOf(body: unknown, name: "messages" | "calls"): { listed: readonly Listed[]; next: string | null } {
  const page = body as Readonly<Record<string, unknown>>;
  const [listed, next] = [page[name], page["next_page_uri"]];
  return { listed: Array.isArray(listed) ? listed : [], next: typeof next === "string" ? next : null };
}
