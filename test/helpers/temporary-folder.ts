import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives the whole run one folder for everything temporary, and removes it: workers are ended before they can tidy up. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "gateway-tests-"));
  process.env["TMPDIR"] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
