import type { z } from "zod";
import type { InputOf, OperationName, ValueOf } from "../../booking/staff/operations.ts";
import type { ProblemType } from "../../core/problem.ts";
import type { Role } from "../../core/staff.ts";

/** One line of the contract: what it mounts, checks, documents and tests. */
export type Route = {
  /** What is done; the stream alone is no operation, for it never ends. */
  readonly operation: OperationName | "streamSlots";
  readonly method: "get" | "post" | "patch" | "delete";
  /** Below `/v1`, with `:names` for parameters. */
  readonly path: string;
  /** Who may; nobody else. */
  readonly roles: readonly Role[];
  readonly summary: string;
  readonly params?: z.ZodObject | undefined;
  readonly query?: z.ZodObject | undefined;
  readonly body?: z.ZodObject | undefined;
  /** What it answers; null where there is nothing to say. */
  readonly answer: z.ZodType | null;
  readonly status: 200 | 201 | 204;
  /** Must be done once however often it is asked: it needs an Idempotency-Key. */
  readonly once?: true;
  /** Whoever changes it must have seen it: it needs If-Match. */
  readonly guarded?: true;
  /** Tells nothing about patients, so a caller may keep it for 15 seconds. */
  readonly cached?: true;
  /** Problems of its own, besides those that follow from the rest. */
  readonly problems?: readonly ProblemType[];
};

type Shape = z.ZodObject | undefined;
type Told<S> = S extends z.ZodType ? z.output<S> : unknown;
type Said<S> = S extends z.ZodType ? z.input<S> : null;
/** Lists in shapes can be written to, those of operations cannot; that is no difference here. */
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

type Fits<Name extends OperationName, P, Q, B, A> =
  Frozen<Told<P> & Told<Q> & Told<B>> extends Frozen<InputOf<Name>>
    ? Frozen<ValueOf<Name>> extends Frozen<Said<A>>
      ? unknown
      : { readonly answer: { readonly "says less than the operation": ValueOf<Name> } }
    : { readonly operation: { readonly "is told something else": InputOf<Name> } };

/** A route of an operation; it does not compile if what it takes or answers is not what the operation does. */
export function route<
  const Name extends OperationName,
  A extends z.ZodType | null,
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
>(
  of: Omit<Route, "operation" | "params" | "query" | "body" | "answer"> & {
    readonly operation: Name;
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly answer: A;
  } & Fits<Name, P, Q, B, A>,
): Route {
  return of as unknown as Route;
}
