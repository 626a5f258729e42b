import { answer } from "../../src/booking/answer.ts";
import { CARES } from "../../src/core/places.ts";
import { contactFor } from "../../src/store/contacts.ts";
import { makeDistrict, openBench } from "./district.ts";

const SEARCHES = 3_000;
/** Searches before it counts: a gateway that has just started is not what a district waits for. */
const WARM_UP = 1_000;

/** Searches as dialogs make them, over 1,000,000 slots of 500 practitioners: p50 and p99 in milliseconds. */
export async function measureSearch(file: string): Promise<string> {
  await makeDistrict(file, 1_000_000);
  const engine = openBench(file);
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + SEARCHES; n += 1) {
    const care = CARES[n % CARES.length] ?? "general";
    const wish = n % 3 === 0 ? { care, part: "afternoon" as const } : { care };
    times.push(
      await engine.transact(async (tx) => {
        const contact = await contactFor(tx, `+9197${String(n % 500).padStart(8, "0")}`, (n % 50) + 1);
        const asker = {
          contactId: contact.id,
          locationId: (n % 50) + 1,
          language: "en",
          named: [],
          namedAt: 0,
          channel: "bench",
        };
        const startedAt = performance.now();
        await answer(tx, asker, { type: "findSlots", wish });
        return performance.now() - startedAt;
      }),
    );
  }
  await engine.close();
  times.splice(0, WARM_UP);
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(3);
  return `search over 1,000,000 slots and 500 practitioners: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}
