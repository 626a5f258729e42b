/** What a caller can hear, one piece at a time. */
export type Sound =
  | {
      readonly verb: "say";
      readonly text: string;
      readonly voice: string | null;
      readonly language: string;
      readonly seconds: number;
    }
  | { readonly verb: "play"; readonly url: string; readonly times: number }
  | { readonly verb: "pause"; readonly seconds: number };

/** A question that keys answer, while and after its sounds are heard. */
export type Gather = {
  readonly verb: "gather";
  readonly sounds: readonly Sound[];
  /** After so many keys it is answered; null = only by the finishing key or by silence. */
  readonly numDigits: number | null;
  /** Any of these keys ends the answer; none does if empty. */
  readonly finishOnKey: string;
  /** Seconds of silence, after the sounds or the last key, that end it. */
  readonly timeout: number;
  /** Where the answer goes; null = the address of the document itself. */
  readonly action: string | null;
  /** Whether silence is an answer too; otherwise the next verb follows. */
  readonly actionOnEmptyResult: boolean;
};

/** One instruction of a TwiML document for a call. */
export type Verb =
  | Sound
  | Gather
  | { readonly verb: "redirect"; readonly url: string }
  | { readonly verb: "hangup" }
  | { readonly verb: "reject"; readonly reason: "busy" | "rejected" };
