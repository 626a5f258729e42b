import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";

/** A valid telephone number in E.164: '+' and up to 15 digits. */
export type Phone = string & { readonly __brand: "Phone" };

/** An ISO 3166 country whose numbering plan is known. */
export type Country = CountryCode;

/** Whether a number is a mobile's; some plans (North America) do not tell. */
export type Mobile = boolean | "unknown";

/** Who sent a text or rang, as far as the provider's From says; a claim, never an identity. */
export type Sender =
  | { readonly kind: "number"; readonly phone: Phone; readonly mobile: Mobile; readonly country: Country | null }
  /** A carrier's or company's short number: nobody reads an answer. */
  | { readonly kind: "short-code" }
  /** A name instead of a number ('VM-ABCDEF-S'): it cannot be answered. */
  | { readonly kind: "alphanumeric" }
  | { readonly kind: "withheld" }
  | { readonly kind: "invalid" };

/** What carriers put in place of a number: the word, or the word typed on a keypad (Twilio's list). */
const WITHHELD = new Set([
  ...["anonymous", "restricted", "blocked", "unknown", "unavailable", "private", "withheld"],
  ...["+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464"],
]);

/** Short codes have 3 to 8 digits; below 7 no country we know has subscribers who text. */
const SHORT_CODE = /^\d{1,8}$/;
const SURELY_SHORT = 6;

/** True for a two-letter ISO 3166 code that has a numbering plan. */
export function isCountry(text: string): text is Country {
  return isSupportedCountry(text);
}

/** Senders read lately: people write several texts in a row, and reading a number costs 15-50 µs. */
const lately = new Map<string, Sender>();
const LATELY_MAX = 10_000;

/** Who sent this, read in the numbering plan of `country` if the number is not international. */
export function senderOf(raw: string, country: Country): Sender {
  const key = `${country} ${raw}`;
  const known = lately.get(key);
  if (known) return known;
  if (lately.size >= LATELY_MAX) lately.clear();
  const sender = readSender(raw, country);
  lately.set(key, sender);
  return sender;
}

function readSender(raw: string, country: Country): Sender {
  const text = raw.trim();
  // These three come first: the parser would make +9156161 of the short code 56161, and a Lesotho number of 'anonymous'.
  if (text === "" || WITHHELD.has(text.toLowerCase())) return { kind: "withheld" };
  if (/\p{L}/u.test(text)) return { kind: "alphanumeric" };
  const short = SHORT_CODE.test(text);
  if (short && text.length <= SURELY_SHORT) return { kind: "short-code" };
  const number = parsed(text, country);
  if (number) {
    const { number: phone, country: home = null } = number;
    return { kind: "number", phone: phone as string as Phone, mobile: mobileOf(number.getType()), country: home };
  }
  return { kind: short ? "short-code" : "invalid" };
}

/** A number as staff type or import it, in E.164; null if it is no valid number of a subscriber, or has an extension. */
export function toPhone(raw: string, country: Country): Phone | null {
  const sender = senderOf(raw, country);
  return sender.kind === "number" ? sender.phone : null;
}

/** The digits that people in its own country dial for a number (E.164); a short number is dialled as it is. */
export function nationalDigits(phone: string): string {
  return (parsePhoneNumberFromString(phone)?.formatNational() ?? phone).replace(/\D/g, "");
}

/** Kinds of numbers that cost the one who rings them more than a call does: whoever has us ring one earns by it. */
const COSTLY: ReadonlySet<string> = new Set(["PREMIUM_RATE", "SHARED_COST", "UAN", "PERSONAL_NUMBER"]);

/** Whether a number (E.164) may be rung without somebody earning by it. */
export function isPlainNumber(phone: Phone): boolean {
  const type = parsePhoneNumberFromString(phone)?.getType();
  return type === undefined || !COSTLY.has(type);
}

function parsed(text: string, country: Country) {
  const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
  return number?.isValid() && !number.ext ? number : null;
}

function mobileOf(type: ReturnType<NonNullable<ReturnType<typeof parsed>>["getType"]>): Mobile {
  switch (type) {
    case "MOBILE":
      return true;
    case undefined:
    case "FIXED_LINE_OR_MOBILE":
    case "VOIP":
    case "PERSONAL_NUMBER":
    case "PAGER":
      return "unknown";
    default:
      return false;
  }
}
