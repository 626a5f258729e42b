import { isPayWay, type PayWay, WAYS } from "../../core/payment-provider.ts";
import type { Tx } from "../../store/engine.ts";
import { factOf, setFact } from "../../store/facts.ts";
import { activePlaces, locationById } from "../../store/places.ts";

const ON = "pay.ways";

/** Remembers which providers are switched on, and gives the clinics that offer one that is not. */
export async function switchWays(tx: Tx, on: readonly PayWay[]): Promise<readonly string[]> {
  const value = JSON.stringify(on);
  if ((await factOf(tx, ON)) !== value) await setFact(tx, ON, value);
  const places = await activePlaces(tx);
  return places.filter(({ payWays }) => payWays.some((way) => !on.includes(way))).map(({ slug }) => slug);
}

/** The ways to pay a fee of this currency, besides a voucher, that a clinic offers and that work. */
export async function waysAt(tx: Tx, locationId: number, currency: string): Promise<readonly PayWay[]> {
  const offered = (await locationById(tx, locationId))?.payWays ?? [];
  if (offered.length === 0) return [];
  const on: unknown = JSON.parse((await factOf(tx, ON)) ?? "[]");
  const moves = (way: PayWay) => WAYS[way].currencies?.includes(currency) !== false;
  return offered.filter((way) => isPayWay(way) && Array.isArray(on) && on.includes(way) && moves(way));
}
