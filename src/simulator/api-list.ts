/** What is asked of a list. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

type Listed = { readonly sid: string; readonly to: string; readonly from: string; readonly listedFrom: number };

const PAGE_USUAL = 50;
const PAGE_MAX = 1_000;

/**
 * One page of one of the API's lists, newest first; the next page begins after the last one shown, whatever has come since.
 * `all` are oldest first, `path` is the list's own address.
 */
export function listPage<T extends Listed>(all: readonly T[], path: string, query: Query, now: number) {
  const size = Math.min(Number(query["PageSize"]) || PAGE_USUAL, PAGE_MAX);
  const found = all.filter((one) => one.listedFrom <= now && isBetween(one, query)).toReversed();
  const start = found.findIndex(({ sid }) => `PA${sid}` === query["PageToken"]) + 1;
  const shown = found.slice(start, start + size);
  const last = start + size < found.length ? shown.at(-1) : undefined;
  const next = last ? { ...query, PageSize: String(size), PageToken: `PA${last.sid}` } : null;
  return {
    shown,
    paging: {
      next_page_uri: next && `${path}?${new URLSearchParams(next as Record<string, string>)}`,
      page_size: size,
      start,
      end: start + shown.length - 1,
    },
  };
}

function isBetween({ to, from }: Listed, { To = to, From = from }: Query): boolean {
  return To === to && From === from;
}

/** The filters of a moment: `name` is a day in UTC; `name<` and `name>` are inclusive moments, or whole days without a time. */
export function isWithin(at: number, name: string, query: Query): boolean {
  const [on, before, after] = [query[name], query[`${name}<`], query[`${name}>`]];
  const iso = new Date(at).toISOString();
  const upTo = (limit: string) => iso.slice(0, limit.includes("T") ? 19 : 10);
  if (typeof on === "string" && iso.slice(0, 10) !== on.slice(0, 10)) return false;
  if (typeof before === "string" && upTo(before) > before.replace(/Z$/, "")) return false;
  return typeof after !== "string" || upTo(after) >= after.replace(/Z$/, "");
}
