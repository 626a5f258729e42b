// Writes src/core/sentence-variables.ts from the English locale, so that a wrong key or variable does not compile.
import { readFileSync, writeFileSync } from "node:fs";

const english = JSON.parse(readFileSync("locales/en/say.json", "utf8"));
const sentences = Object.entries(english)
  // Flows name a sentence, and speech decides whether its text or its spoken form is meant.
  .filter(([key]) => !key.startsWith("format.") && !key.endsWith(".voice"))
  .map(([key, text]) => ({ key, names: new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1])) }));

const quoted = (names) => [...names].map((name) => `"${name}"`);
const plain = quoted(sentences.filter(({ names }) => names.size === 0).map(({ key }) => key));
const filled = sentences
  .filter(({ names }) => names.size > 0)
  .map(({ key, names }) => `  ${/^\w+$/.test(key) ? key : `"${key}"`}: ${quoted(names).join(" | ")};`);

/** As many in a line as it holds. */
function inLines(words) {
  const lines = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 116) lines[lines.length - 1] = `${last} | ${word}`;
    else lines.push(`  | ${word}`);
  }
  return lines.join("\n");
}

writeFileSync(
  "src/core/sentence-variables.ts",
  `/* Generated from locales/en/say.json by \`npm run sentences\`; do not edit. */

// biome-ignore format: one key a line would be hundreds of lines
type PlainSentence =
${inLines(plain)};

/** The variables of each sentence; never, where it has none. */
export type SentenceVariables = { [Key in PlainSentence]: never } & {
${filled.join("\n")}
};
`,
);
