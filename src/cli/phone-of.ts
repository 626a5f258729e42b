import { AppError } from "../core/errors.ts";
import { isCountry, toPhone } from "../core/phone.ts";
import type { Tx } from "../store/engine.ts";
import { activePlaces } from "../store/places.ts";

/** A telephone number as somebody at the desk types it. */
export async function phoneOf(tx: Tx, raw: string): Promise<string> {
  const country = (await activePlaces(tx))[0]?.country ?? "";
  const phone = isCountry(country) ? toPhone(raw, country) : null;
  if (phone === null) throw new AppError("invalid", `${raw} is no telephone number`);
  return phone;
}
