import type { Tell } from "../core/effects.ts";

/** Without what was said about a PIN, for which there is no room beside what came of it. */
export function withoutPin(tells: readonly Tell[]): readonly Tell[] {
  return tells.filter((tell) => tell.type !== "say" || !/^pin\.(?:locked|delete)$/.test(tell.sentence.key));
}

/** Whether a visit is said. */
export function saysVisit(tells: readonly Tell[]): boolean {
  return tells.some((tell) => tell.type === "say" && tell.visits !== undefined);
}
