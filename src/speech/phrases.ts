import i18next from "i18next";
import { invariant } from "../core/errors.ts";
import type { LocaleFiles } from "./locales.ts";

/** A sentence with holes: texts at even places, names of variables at odd ones. */
export type Template = readonly string[];

/** The sentences of every language, each split once: i18next resolves keys and fallbacks (5-18 µs a sentence). */
export type Phrases = {
  readonly tags: readonly string[];
  /** Every sentence there is, its spoken form not counted. */
  readonly keys: readonly string[];
  /** The template of a key; a key or a language that is missing is said in English. */
  readonly template: (key: string, tag: string) => Template;
  /** The spoken form of a key where it has one of its own, and under which key that is found. */
  readonly spoken: (key: string, tag: string) => { readonly key: string; readonly template: Template };
};

/** Loads all locales. */
export async function createPhrases(locales: readonly LocaleFiles[]): Promise<Phrases> {
  const i18n = i18next.createInstance();
  await i18n.init({
    resources: Object.fromEntries(locales.map(({ tag, say }) => [tag, { translation: say }])),
    fallbackLng: "en",
    // A script is not a dialect: hi-Latn must never fall back to hi, which its reader may not be able to read.
    load: "currentOnly",
    keySeparator: false,
    nsSeparator: false,
  });
  const known = new Map(locales.map(({ tag }) => [tag, new Map<string, Template>()]));
  const template = (key: string, tag: string): Template => {
    const cache = known.get(tag) ?? known.get("en");
    invariant(cache, "locales/en is missing");
    const found = cache.get(key) ?? i18n.t(key, { lng: tag, skipInterpolation: true }).split(/\{(\w+)\}/);
    cache.set(key, found);
    return found;
  };
  const voiced = new Map(locales.map(({ tag, say }) => [tag, new Set(Object.keys(say))]));
  return {
    tags: locales.map(({ tag }) => tag),
    keys: [...(voiced.get("en") ?? [])].filter((key) => !key.endsWith(".voice")),
    template,
    spoken: (key, tag) => {
      const own = `${key}.voice`;
      const best = voiced.get(tag)?.has(own) ? own : key;
      return { key: best, template: template(best, tag) };
    },
  };
}
