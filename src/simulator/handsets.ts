import type { Loss, Refusal } from "./error-codes.ts";

/** What happens to a call to a handset. Usually it rings until a person answers or refuses it, or the caller gives up. */
export type Pickup = "rings" | "answers" | "busy" | "no-answer" | "unreachable";

/** What is unusual about a handset. */
export type Handset = {
  /** Texts to it are refused by the API, or taken and lost. */
  readonly texts?: Extract<Refusal, 21211 | 21408 | 21610 | 21612 | 21614> | Loss;
  /** Calls to it are refused by the API, or end so. */
  readonly calls?: Extract<Refusal, 21211 | 21214 | 21215 | 21217> | Pickup;
};

/** The handsets that are unusual, by number. */
export type Handsets = Map<string, Handset>;
