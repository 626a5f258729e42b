import type { Faults } from "./faults.ts";

/** One report to our webhook, not yet sent. */
export type Report = () => Promise<unknown>;

/** Takes the reports of one message or call as they arise; what the last of them releases is sent before it resolves. */
export type ReportSeries = (report: Report, isLast: boolean) => Promise<void>;

/** Begins the reports of another message or call: in their order and at once, unless a fault has it otherwise. */
export function createReports({ shuffled, late }: Faults, chance: () => number): () => ReportSeries {
  let kept: readonly Report[] = [];
  return () => {
    const isShuffled = chance() < shuffled;
    const isLate = chance() < late;
    const mine: Report[] = [];
    let overtaken: Report | null = null;
    const out = async (report: Report) => void (isLate ? mine.push(report) : await report());
    return async (report, isLast) => {
      if (isShuffled && !isLast && overtaken === null) {
        overtaken = report;
        return;
      }
      await out(report);
      if (overtaken !== null) await out(overtaken);
      overtaken = null;
      if (!isLast) return;
      const due = kept;
      kept = mine;
      for (const send of due) await send();
    };
  };
}
