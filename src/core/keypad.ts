import { dayFrom } from "./hearing/date.ts";
import type { Meaning } from "./meaning.ts";
import { PIN_DIGITS } from "./pin.ts";
import type { Prompt } from "./prompt.ts";

/** What digits typed on a keypad are to a question that takes them: a code, a PIN, a year, a day and month; 9 alone is its 9. */
export function keypadMeaning({ options, takes }: Prompt, digits: string, today: string): Meaning | null {
  const nine = options.find(({ digit }) => digit === 9);
  if (digits === "9") return nine ? { kind: "option", value: nine.value } : null;
  if (!/^\d+$/.test(digits)) return null;
  if (takes.includes("pin")) return digits.length === PIN_DIGITS ? { kind: "pin", digits, by: "call" } : null;
  if (takes.includes("code")) return { kind: "code", code: digits };
  if (takes.includes("year")) return yearMeaning(digits, today);
  return takes.includes("date") ? dateMeaning(digits, today) : null;
}

function yearMeaning(digits: string, today: string): Meaning | null {
  const year = Number(digits);
  return /^(19|20)\d\d$/.test(digits) && year <= Number(today.slice(0, 4)) ? { kind: "year", year } : null;
}

/** Day and month, two digits each. */
function dateMeaning(digits: string, today: string): Meaning | null {
  const [, dayOfMonth, month] = /^(\d\d)(\d\d)$/.exec(digits) ?? [];
  const day = dayOfMonth && month ? dayFrom(Number(dayOfMonth), Number(month), null, today) : null;
  return day === null ? null : { kind: "told", verb: null, blanks: { day } };
}
