import { currencyOf } from "../core/money.ts";
import { PAY_WAYS, type PayWay } from "../core/payment-provider.ts";
import { type Country, isCountry, toPhone } from "../core/phone.ts";
import type { Names } from "../core/places.ts";
import { WAIVERS, type Waiver } from "../core/staff.ts";
import { isZone } from "../core/time.ts";
import type { LocationRecord } from "../store/import-directory.ts";
import {
  decimal,
  isSame,
  type Known,
  namesIn,
  type RowReader,
  slug,
  someOf,
  timeOfDay,
  whole,
  yesOrNo,
} from "./import-fields.ts";
import { checkNames, checkPublicNames } from "./import-names.ts";

/** A clinic's line over what is known of it. */
export function readLocation(reader: RowReader, kept: LocationRecord | undefined, known: Known): LocationRecord {
  const { read } = reader;
  const country = read("country", countryCode, { kept: kept?.country });
  const phone = (text: string) => phoneIn(text, country);
  return {
    slug: read("slug", slug, {}),
    ...namesOf(reader, kept, known),
    zone: read("zone", zoneName, { kept: kept?.zone }),
    country,
    lat: read("lat", decimal(-90, 90), { kept: kept?.lat }),
    lon: read("lon", decimal(-180, 180), { kept: kept?.lon }),
    staffPhone: read<string | null>("staff_phone", phone, { kept: kept?.staffPhone, empty: null }),
    gatewayNumber: read<string | null>("gateway_number", phone, { kept: kept?.gatewayNumber, empty: null }),
    languages: read("languages", someOf(known.languages), { kept: kept?.languages }),
    emergencyNumber: read("emergency_number", emergency, { kept: kept?.emergencyNumber }),
    minNoticeMinutes: read("min_notice_minutes", whole(0, 43_200), { kept: kept?.minNoticeMinutes, empty: 120 }),
    horizonDays: read("horizon_days", whole(1, 365), { kept: kept?.horizonDays, empty: 30 }),
    holdTextMinutes: read("hold_text_minutes", whole(1, 120), { kept: kept?.holdTextMinutes, empty: 10 }),
    quietFrom: read("quiet_from", timeOfDay, { kept: kept?.quietFrom, empty: "20:00" }),
    quietTo: read("quiet_to", timeOfDay, { kept: kept?.quietTo, empty: "08:00" }),
    payWays: read<readonly PayWay[]>("pay_ways", someOf(PAY_WAYS), { kept: kept?.payWays, empty: [] }),
    currency: read<string | null>("currency", currencyOf, { kept: kept?.currency, empty: null }),
    waiveRoles: read<readonly Waiver[]>("waive_roles", someOf(WAIVERS), {
      ...{ kept: kept?.waiveRoles, empty: ["clinic_admin"] },
    }),
    remindThreeDays: read("remind_three_days", yesOrNo, { kept: kept?.remindThreeDays, empty: true }),
    remindDayBefore: read("remind_day_before", yesOrNo, { kept: kept?.remindDayBefore, empty: true }),
    remindSameDay: read("remind_same_day", yesOrNo, { kept: kept?.remindSameDay, empty: false }),
    remindAt: read("remind_at", timeOfDay, { kept: kept?.remindAt, empty: "10:00" }),
    active: read("active", yesOrNo, { kept: kept?.active, empty: true }),
  };
}

function namesOf(reader: RowReader, kept: LocationRecord | undefined, known: Known) {
  const names = namesIn(reader, "name", kept?.names);
  if (names) checkNames(reader, "name", names, "name");
  else reader.refuse("name", "is needed");
  const given = namesIn(reader, "public_name", ownPublicNames(kept));
  if (given) checkPublicNames(reader, "public_name", given, known);
  else if (names) checkPublicNames(reader, "name", names, known);
  // Nothing is said in a language only because its own name is missing: the Latin form stands in.
  const none: Names = { name: "" };
  return { names: names ?? none, publicNames: given ?? names ?? none };
}

/** Public names that were given as such; those that only repeat the names follow them. */
function ownPublicNames(kept: LocationRecord | undefined): Names | undefined {
  return kept && !isSame(kept.names, kept.publicNames) ? kept.publicNames : undefined;
}

function countryCode(text: string): string {
  if (isCountry(text)) return text;
  throw new RangeError(`"${text}" is no country, as IN or KE`);
}

function zoneName(text: string): string {
  if (isZone(text)) return text;
  throw new RangeError(`"${text}" is no IANA time zone, as Asia/Kolkata`);
}

function emergency(text: string): string {
  if (/^\d{2,8}$/.test(text)) return text;
  throw new RangeError(`"${text}" must be 2 to 8 digits, as 112`);
}

function phoneIn(text: string, country: string): string {
  const phone = isCountry(country) ? toPhone(text, country satisfies Country) : text;
  if (phone !== null) return phone;
  throw new RangeError(`"${text}" is no telephone number in ${country}`);
}
