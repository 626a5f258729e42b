import type { Problem } from "../../core/problem.ts";

/** What was found or done; `tag` is its version where it has one, `about` the patients of whom it tells. */
export type Found<Value> = { readonly value: Value; readonly tag?: string; readonly about?: readonly number[] };

/** A "no" that is an answer like any other: it stands, and a repeat gets it again. */
export type Gone = { readonly gone: Extract<Problem, { readonly type: "slot-unavailable" | "payment-failed" }> };

/** What became of a change: done, or somebody else was quicker, or it is not paid. */
export type Outcome<Value> = Found<Value> | Gone;
