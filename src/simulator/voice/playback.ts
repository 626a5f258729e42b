import type { Gather, Sound, Verb } from "./verbs.ts";

/** A piece of what was heard; while a question is asked keys can be pressed already. */
export type Heard = Sound & { readonly canPress: boolean };

/** Where a document leads once its sounds were heard. */
export type Next =
  | { readonly kind: "listen"; readonly gather: Gather /** Where to go on after silence. */; readonly at: number }
  | { readonly kind: "fetch"; readonly url: string }
  | { readonly kind: "hangup" }
  | { readonly kind: "reject"; readonly reason: "busy" | "rejected" }
  | { readonly kind: "end" };

/** Follows a document from one of its verbs up to the next question or its end. */
export function playback(
  verbs: readonly Verb[],
  from: number,
): { readonly heard: readonly Heard[]; readonly next: Next } {
  const heard: Heard[] = [];
  for (const [at, verb] of verbs.entries()) {
    if (at < from) continue;
    switch (verb.verb) {
      case "gather":
        heard.push(...verb.sounds.map((sound) => ({ ...sound, canPress: true })));
        return { heard, next: { kind: "listen", gather: verb, at: at + 1 } };
      case "redirect":
        return { heard, next: { kind: "fetch", url: verb.url } };
      case "hangup":
        return { heard, next: { kind: "hangup" } };
      case "reject":
        // Only as the first verb does it keep the call from being answered, and charged.
        return { heard, next: at === 0 ? { kind: "reject", reason: verb.reason } : { kind: "hangup" } };
      default:
        heard.push({ ...verb, canPress: false });
    }
  }
  return { heard, next: { kind: "end" } };
}
