import { eq } from "drizzle-orm";
import type { Home } from "./directory.ts";
import type { Tx } from "./engine.ts";
import { locations } from "./schema/places.ts";

/** Changes what a clinic says about money, and gives it as it is then. */
export async function updateLocation(
  tx: Tx,
  id: number,
  set: Partial<Pick<Home, "currency" | "payWays" | "waiveRoles">>,
): Promise<Home> {
  return await tx.db.update(locations).set(set).where(eq(locations.id, id)).returning().get();
}
