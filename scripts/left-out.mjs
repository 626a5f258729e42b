// Says plainly, as the last lines of the tests, which suites this machine could not run and what they need.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NEEDED = [
  ["chromium", "the page of phones in a real browser", "apt-get install chromium"],
  ["espeak-ng", "drafts of recordings", "apt-get install espeak-ng"],
  ["sox", "drafts of recordings", "apt-get install sox"],
  ["redis-server", "jobs in a real Redis", "apt-get install redis-server"],
];

const onPath = (program) =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));
const missing = NEEDED.filter(([program]) => !onPath(program));
for (const [program, suite, install] of missing) {
  process.stdout.write(`Left out: ${suite}, because ${program} is not installed (${install}).\n`);
}
if (missing.length === 0) process.stdout.write("Nothing was left out.\n");
