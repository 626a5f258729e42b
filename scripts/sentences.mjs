// Writes src/core/sentence-variables.ts from the English locale, so that a wrong key or variable does not compile.
import { readFileSync, writeFileSync } from "node:fs";

const english = JSON.parse(readFileSync("locales/en/say.json", "utf8"));
const lines = Object.entries(english)
  // Flows name a sentence, and speech decides whether its text or its spoken form is meant.
  .filter(([key]) => !key.startsWith("format.") && !key.endsWith(".voice"))
  .map(([key, text]) => {
    const names = [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))];
    return `  ${/^\w+$/.test(key) ? key : `"${key}"`}: ${names.length === 0 ? "never" : names.map((name) => `"${name}"`).join(" | ")};`;
  });
writeFileSync(
  "src/core/sentence-variables.ts",
  `/** Generated from locales/en/say.json by \`npm run sentences\`; do not edit. */\nexport type SentenceVariables = {\n${lines.join("\n")}\n};\n`,
);
