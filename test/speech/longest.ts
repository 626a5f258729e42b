import type { Visit } from "../../src/core/effects.ts";
import { CARES, type Care, type Moment, type Names } from "../../src/core/places.ts";
import { segments } from "../../src/core/segments.ts";
import { addDays, atLocal } from "../../src/core/time.ts";
import type { LocaleFiles } from "../../src/speech/locales.ts";
import type { Words } from "../../src/speech/words.ts";

const ZONE = "Asia/Kolkata";

/**
 * Most UTF-16 units of a name in a text. `clinicAmongOffers` is what tells clinics apart where three offers are at three of
 * them, such as the town: whole names leave no room there.
 */
const LIMITS = {
  latin: { clinic: 28, clinicAmongOffers: 12, doctor: 24, nickname: 12 },
  otherScript: { clinic: 20, clinicAmongOffers: 8, doctor: 24, nickname: 12 },
} as const;

/** The longest values a sentence of one language may be given. */
export type Longest = {
  readonly tag: string;
  readonly at: Moment;
  readonly day: string;
  readonly care: Care;
  readonly clinic: Names;
  readonly clinicAmongOffers: Names;
  readonly doctor: Names;
  readonly nickname: string;
  readonly languages: readonly string[];
};

/** True for a locale all of whose sentences are in Latin letters. */
export function isLatin({ say }: LocaleFiles): boolean {
  return !/\p{L}/u.test(
    Object.values(say)
      .join("")
      .replace(/\p{Script=Latin}/gu, ""),
  );
}

/** The longest moment of a year, care and names in this language. */
export function longestIn(locale: LocaleFiles, words: Words, tags: readonly string[]): Longest {
  const { tag } = locale;
  const limits = isLatin(locale) ? LIMITS.latin : LIMITS.otherScript;
  const name = (length: number): Names => {
    const letter = [...(locale.say["format.language"] ?? "")][0] ?? "x";
    return { name: "N".repeat(length), [`name_${tag}`]: letter.repeat(length) };
  };
  const day = longest(daysOfAYear(), (one) => words.say({ key: "narrow.day.label", with: { day: one } }, tag));
  return {
    tag,
    // A moment is a day and a time beside it, so the longest of a year is at the longest time of the longest day.
    at: longest(momentsOf(day), (at) => words.say({ key: "visit.label", with: { at } }, tag)),
    day,
    care: longest(CARES, (care) => words.say({ key: "care", with: { care } }, tag)),
    clinic: name(limits.clinic),
    clinicAmongOffers: name(limits.clinicAmongOffers),
    doctor: name(limits.doctor),
    nickname: name(limits.nickname)[`name_${tag}`] ?? "",
    languages: tags,
  };
}

/** A visit with the longest values. */
export function visitOf(value: Longest, privacy: Visit["privacy"], nickname: string | null): Visit {
  return {
    id: 1,
    version: 1,
    state: "booked",
    at: value.at,
    care: value.care,
    reference: "1234567",
    locationId: 1,
    place: value.clinic,
    doctor: value.doctor,
    patientId: 1,
    privacy,
    nickname,
    guarded: false,
    fee: { minor: 150_000, currency: "INR" },
    ahead: true,
  };
}

function longest<T>(values: Iterable<T>, spoken: (value: T) => string): T {
  const [first, ...rest] = values;
  const units = (value: T) => segments(spoken(value)).units;
  return rest.reduce((best, value) => (units(value) > units(best) ? value : best), first as T);
}

function daysOfAYear(): readonly string[] {
  return Array.from({ length: 366 }, (_, n) => addDays("2027-01-01", n));
}

/** Every half-hour of a day: all parts of a day, and hours of one digit and of two. */
function momentsOf(day: string): readonly Moment[] {
  return Array.from({ length: 48 }, (_, n) => {
    const time = `${String(Math.floor(n / 2)).padStart(2, "0")}:${n % 2 === 0 ? "00" : "30"}`;
    return { at: atLocal(day, time, ZONE) ?? 0, zone: ZONE };
  });
}
