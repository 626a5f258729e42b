import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Where the raw key comes from: given as 64 hex digits, or kept in a file that is made at the first start (demo). */
export type KeySource = { readonly hex: string } | { readonly generatedIn: string };

/** The raw key as 64 hex digits; a generated one is written with mode 0600. */
export function databaseKey(source: KeySource): string {
  if ("hex" in source) return source.hex;
  const file = source.generatedIn;
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const key = randomBytes(32).toString("hex");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return key;
}
