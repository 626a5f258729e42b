import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layingAt } from "../../src/core/laying.ts";
import { isQuiet, lastAllowed, quietHours } from "../../src/core/quiet-hours.ts";
import { at } from "../helpers/district.ts";

const MINUTE = 60_000;
const quiet = quietHours({ country: "KE", quietFrom: "20:00", quietTo: "08:00" }, "Asia/Kolkata", "text");

describe("a push is laid", () => {
  const now = at("2026-03-04 10:00");
  const useless = at("2026-03-04 23:00");
  it.each([
    ["at once where nothing is open", { isOpen: false, channelKind: "text", minutes: 1 }, useless, "2026-03-04 10:00"],
    [
      "at once where a question has waited half an hour",
      { isOpen: true, channelKind: "text", minutes: 30 },
      useless,
      "2026-03-04 10:00",
    ],
    [
      "as soon as it has waited half an hour",
      { isOpen: true, channelKind: "text", minutes: 10 },
      useless,
      "2026-03-04 10:20",
    ],
    [
      "earlier where it would be too late",
      { isOpen: true, channelKind: "text", minutes: 10 },
      at("2026-03-04 10:26"),
      "2026-03-04 10:15",
    ],
    [
      "at once in its last ten minutes",
      { isOpen: true, channelKind: "text", minutes: 10 },
      at("2026-03-04 10:08"),
      "2026-03-04 10:00",
    ],
    [
      "never inside a call, however late",
      { isOpen: false, channelKind: "call", minutes: 10 },
      at("2026-03-04 10:08"),
      "2026-03-04 10:02",
    ],
    [
      "after a call whose end nobody reported",
      { isOpen: true, channelKind: "call", minutes: 60 },
      useless,
      "2026-03-04 10:00",
    ],
  ] as const)("%s", (_, { minutes, ...talk }, uselessAt, wanted) => {
    expect(layingAt({ ...talk, lastTurnAt: now - minutes * MINUTE }, now, uselessAt, quiet)).toBe(at(wanted));
  });

  it("within half an hour of her last word, and ten minutes before its last allowed minute at the latest", () => {
    const minutes = fc.integer({ min: 0, max: 29 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3 * 24 * 60 }),
        minutes,
        fc.integer({ min: 1, max: 3000 }),
        (start, since, left) => {
          const when = now + start * MINUTE;
          const uselessAt = when + left * MINUTE;
          if (isQuiet(when, quiet)) return;
          const laid = layingAt(
            { isOpen: true, channelKind: "text", lastTurnAt: when - since * MINUTE },
            when,
            uselessAt,
            quiet,
          );
          expect(laid).toBeGreaterThanOrEqual(when);
          expect(laid).toBeLessThanOrEqual(when + (30 - since) * MINUTE);
          const last = lastAllowed(when, uselessAt, quiet) ?? when;
          expect(laid).toBeLessThanOrEqual(Math.max(when, last - 10 * MINUTE));
        },
      ),
    );
  });
});
