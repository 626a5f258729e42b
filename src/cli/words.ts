import { localParts } from "../core/time.ts";

/** 'HH:MM' on a clinic's clocks. */
export function clock(at: number, zone: string): string {
  const { hour, minute } = localParts(at, zone);
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** '1 visit', '2 visits'; the plural where it is no mere s. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
