import { refuse } from "../../core/problem.ts";

/** One page of a list: where it begins (what the page before said) and how long it is. */
export type Page = { readonly after?: string | undefined; readonly limit: number };

/** A place in a list ordered by time, then by id. */
export type Position = { readonly at: number; readonly id: number };

const START: Position = { at: 0, id: 0 };

/** A place as callers carry it about; they need not know what it is made of. */
export function cursorOf(at: number, id: number): string {
  return `${at.toString(36)}.${id.toString(36)}`;
}

/** Where a page begins. */
export function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return START;
  const [, at, id] = /^([0-9a-z]{1,10})\.([0-9a-z]{1,10})$/.exec(cursor) ?? [];
  if (at === undefined || id === undefined) {
    refuse({ type: "invalid-request", errors: [{ in: "query", pointer: "/after", code: "unknown" }] });
  }
  return { at: Number.parseInt(at, 36), id: Number.parseInt(id, 36) };
}

/** Whether something comes after a place. */
export function isPast(at: number, id: number, after: Position): boolean {
  return at > after.at || (at === after.at && id > after.id);
}
