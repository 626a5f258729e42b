import { currencyOf, minorOf } from "../core/money.ts";
import { CARES, type Gender } from "../core/places.ts";
import type { PractitionerRecord } from "../store/import-directory.ts";
import { type Known, namesIn, oneOf, type RowReader, slug, someOf, yesOrNo } from "./import-fields.ts";
import { checkNames } from "./import-names.ts";

const GENDERS: readonly Gender[] = ["female", "male"];

/** A practitioner's line over what is known of her. */
export function readPractitioner(
  reader: RowReader,
  kept: PractitionerRecord | undefined,
  known: Known,
): PractitionerRecord {
  const { read } = reader;
  const names = namesIn(reader, "name", kept?.names);
  if (names) checkNames(reader, "name", names, "practitioner");
  else reader.refuse("name", "is needed");
  return {
    slug: read("slug", slug, {}),
    names: names ?? { name: "" },
    specialties: read("specialties", someOf(CARES), { kept: kept?.specialties }),
    languages: read("languages", someOf(known.languages), { kept: kept?.languages }),
    gender: read("gender", oneOf(GENDERS), { kept: kept?.gender }),
    ...feeOf(reader, kept),
    active: read("active", yesOrNo, { kept: kept?.active, empty: true }),
  };
}

function feeOf(reader: RowReader, kept: PractitionerRecord | undefined) {
  const { cells } = reader.row;
  const feeCurrency = reader.read<string | null>("currency", currencyOf, { kept: kept?.feeCurrency, empty: null });
  if (!cells.has("fee")) return { feeMinor: kept?.feeMinor ?? 0, feeCurrency };
  const feeMinor = reader.read("fee", (text) => minorOf(text, feeCurrency), { empty: 0 });
  if (feeMinor > 0 && feeCurrency === null) reader.refuse("currency", "is needed with a fee");
  return { feeMinor, feeCurrency: feeMinor > 0 ? feeCurrency : null };
}
