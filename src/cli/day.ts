import { addDays, dayOf, isDay, startOfDay } from "../core/time.ts";
import { locationBySlug, locationSlugs, visitsOfDay } from "../store/reports.ts";
import type { Command } from "./command.ts";
import { clock, counted } from "./words.ts";

/** `day <clinic> [date]`: who comes, in order; the day is today at the clinic unless given. */
export const dayCommand: Command = {
  usage: "day <clinic> [YYYY-MM-DD]",
  about: "print a clinic's day",
  run: async ({ engine, now, print }, [slug, date, ...rest]) => {
    if (slug === undefined || rest.length > 0 || (date !== undefined && !isDay(date))) return 2;
    const clinic = await locationBySlug(engine.read, slug);
    if (!clinic) {
      print(`There is no clinic "${slug}". There are: ${(await locationSlugs(engine.read)).join(", ") || "none"}.`);
      return 1;
    }
    const day = date ?? dayOf(now(), clinic.zone);
    const [from, to] = [startOfDay(day, clinic.zone), startOfDay(addDays(day, 1), clinic.zone)];
    const visits = await visitsOfDay(engine.read, clinic.id, from, to);
    print(`${clinic.names.name}, ${day}: ${counted(visits.length, "visit")}`);
    for (const { startAt, doctor, name, code, state, reference } of visits) {
      const person = `${code ?? "-"} ${name ?? "(no name yet)"}`;
      print([clock(startAt, clinic.zone), doctor.name.padEnd(24), person.padEnd(32), reference, state].join("  "));
    }
    return 0;
  },
};
