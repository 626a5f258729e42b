import { FLOWS } from "../../flows/all.ts";
import type { Moment } from "../core/places.ts";
import { type PushTemplate, refusals, templatesOf, USUAL_LIMITS } from "../core/templates.ts";
import { addDays, dayOf, whenClockReaches } from "../core/time.ts";
import { readLocales } from "../speech/locales.ts";
import { createPhrases } from "../speech/phrases.ts";
import { type Registrable, registrable } from "../speech/registrable.ts";
import { createWords, type Words } from "../speech/words.ts";
import { directoryOf } from "../store/import-directory.ts";
import { type RegisteredTemplate, registeredTemplates, registerTemplate } from "../store/templates.ts";
import type { Command, Shell } from "./command.ts";

/** `templates check`, `list` and `register`: the texts that we start, where an operator has to know them beforehand. */
export const templatesCommand: Command = {
  usage:
    "templates check | list | register <id> <form> <language> <registered id> <entity> <header> [variable length] [variables]",
  about: "say which texts an operator would refuse, list them for registration, note one as registered",
  run: async (shell, [act, ...args]) => {
    if (act === "register") return await register(shell, args);
    if ((act !== "check" && act !== "list") || args.length > 0) return 2;
    const texts = await textsOf(shell);
    for (const one of texts) print(shell, one, act === "list");
    const refused = texts.filter(({ problems }) => problems.length > 0).length;
    shell.print(`${texts.length} texts; ${refused} would be refused.`);
    return act === "check" && refused > 0 ? 1 : 0;
  },
};

type Text = Registrable & {
  readonly template: PushTemplate;
  readonly language: string;
  readonly registered: RegisteredTemplate | undefined;
  readonly problems: readonly string[];
};

/** Every text in every language that a clinic offers, with the longest values there are. */
async function textsOf({ engine, locales, now }: Shell): Promise<readonly Text[]> {
  const words = createWords(await createPhrases(readLocales(locales)));
  const { locations, practitioners } = await directoryOf(engine.read);
  const registered = await registeredTemplates(engine.read);
  const clinics = [...locations.values()];
  const languages = [...new Set(clinics.flatMap((clinic) => clinic.languages))].sort();
  return languages.flatMap((language) => {
    const longest = <T>(all: readonly T[], said: (one: T) => string): T | undefined =>
      all.toSorted((a, b) => said(b).length - said(a).length)[0];
    const clinic = longest(clinics, ({ publicNames }) => publicNames[`name_${language}`] ?? publicNames.name);
    const doctor = longest([...practitioners.values()], ({ names }) => names[`name_${language}`] ?? names.name);
    const at = longest(momentsOf(now(), clinic?.zone ?? "UTC"), (moment) => said(words, moment, language));
    if (!clinic || !at) return [];
    const names = { clinic: clinic.publicNames, doctor: doctor?.names ?? { name: "Dr" }, nickname: "N".repeat(12) };
    return templatesOf(FLOWS, { at, day: dayOf(at.at, at.zone), ...names }).map((template) => {
      const own = registered.find(
        (row) => row.template === template.id && row.form === template.form && row.language === language,
      );
      const text = registrable(words, template.tells, language);
      return {
        ...text,
        template,
        language,
        registered: own,
        problems: refusals(text.values, text.segments, own ?? USUAL_LIMITS),
      };
    });
  });
}

function said(words: Words, at: Moment, language: string): string {
  return words.say({ key: "visit.label", with: { at } }, language);
}

/** Morning, noon and evening of every day of a year. */
function momentsOf(now: number, zone: string): readonly Moment[] {
  const today = dayOf(now, zone);
  const days = Array.from({ length: 366 }, (_, n) => addDays(today, n));
  return days.flatMap((day) =>
    ["06:20", "10:40", "12:20", "18:40"].map((time) => ({ at: whenClockReaches(day, time, zone), zone })),
  );
}

function print(shell: Shell, { template, language, registered, problems, text, values }: Text, whole: boolean): void {
  const name = `${template.id} ${template.form} ${language}`;
  const state = problems.length > 0 ? "would be refused" : "fits";
  const as = registered ? `registered as ${registered.registeredId} for ${registered.header}` : "not registered";
  shell.print(`${name}: ${state}, ${values.length} variables, ${as}`);
  for (const problem of problems) shell.print(`    ${problem}`);
  if (whole) for (const line of text.split("\n")) shell.print(`    ${line}`);
}

async function register({ engine, print: say }: Shell, args: readonly string[]): Promise<0 | 1 | 2> {
  const [template, form, language, registeredId, entityId, header, variableMax = "30", variablesMax = "10", ...rest] =
    args;
  if (!template || !form || !language || !registeredId || !entityId || !header || rest.length > 0) return 2;
  if (![variableMax, variablesMax].every((limit) => /^\d{1,4}$/.test(limit))) return 2;
  const limits = { variableMax: Number(variableMax), variablesMax: Number(variablesMax) };
  await engine.transact((tx) =>
    registerTemplate(tx, { template, form, language, registeredId, entityId, header, ...limits }),
  );
  say(`${template} ${form} ${language} is registered as ${registeredId}.`);
  return 0;
}
