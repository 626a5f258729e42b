import type { Money } from "./sentence.ts";

/** An ISO 4217 currency; throws RangeError for anything else. */
export function currencyOf(text: string): string {
  if (Intl.supportedValuesOf("currency").includes(text)) return text;
  throw new RangeError(`"${text}" is no ISO 4217 currency, as INR or KES`);
}

/** An amount as people write it, in the currency's smallest unit; throws RangeError for anything else. */
export function minorOf(text: string, currency: string | null): number {
  const [, units, rest = ""] = /^(\d{1,9})(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = currency === null ? 2 : minorDigits(currency);
  if (units === undefined || rest.length > digits) throw new RangeError(`"${text}" is no amount, as 200 or 199.50`);
  return Number(units) * 10 ** digits + Number(rest.padEnd(digits, "0") || "0");
}

/** An amount as staff read it: `199.50 INR`. */
export function amountText({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`;
}

/** How many digits of an amount come after the point. */
export function minorDigits(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
