import type { Care, Moment, Names } from "./places.ts";
import type { SentenceVariables } from "./sentence-variables.ts";

/** An amount of money in minor units of an ISO 4217 currency. */
export type Money = { readonly minor: number; readonly currency: string };

/** What a variable of each name carries; speech puts it into words, so flows never format anything. */
export type VariableTypes = {
  readonly at: Moment;
  readonly old: Moment;
  /** Said as a time of day: it is soon. */
  readonly until: Moment;
  readonly day: string;
  readonly clinic: Names;
  readonly doctor: Names;
  readonly care: Care;
  readonly language: string;
  readonly name: string;
  readonly code: string;
  readonly reference: string;
  readonly phone: string;
  readonly fee: Money;
  /** An address on the web; only ever written. */
  readonly link: string;
  readonly words: string;
  readonly count: string;
  readonly tasks: string;
  /** As short as a receipt needs it. */
  readonly when: Moment;
  /** As short, and soon. */
  readonly before: Moment;
  readonly on: string;
  /** Somebody's first name, or all that tells who she is, as it is kept: said in Latin letters, and cut where it must be. */
  readonly called: string;
  readonly who: string;
};

/** A key of `locales/en/say.json`. */
export type SentenceKey = keyof SentenceVariables;

type VariablesOf<K extends SentenceKey> = { readonly [V in SentenceVariables[K]]: VariableTypes[V] };

/** What we say, in no language yet: a locale's key and the values it names. */
export type Sentence = {
  [K in SentenceKey]: { readonly key: K; readonly with: VariablesOf<K> };
}[SentenceKey];

/** Builds a sentence; an unknown key, a missing or a superfluous variable does not compile. */
export function sentence<K extends SentenceKey>(
  key: K,
  ...values: [SentenceVariables[K]] extends [never] ? [] : [VariablesOf<K>]
): Sentence {
  return { key, with: values[0] ?? {} } as unknown as Sentence;
}
