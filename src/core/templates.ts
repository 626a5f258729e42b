import type { Privacy } from "./appointment.ts";
import { NOTHING_OPEN, type PushAbout } from "./dialog.ts";
import type { Tell, Visit } from "./effects.ts";
import type { Flows } from "./flow.ts";
import type { Moment, Names } from "./places.ts";
import { layPush } from "./push.ts";
import { say } from "./say.ts";
import {
  codeText,
  handedText,
  morningText,
  newsText,
  shownOf,
  WORKER_HANDED,
  WORKER_LINES_MAX,
  WORKER_NEWS,
  weekText,
  workerLine,
} from "./worker-texts.ts";

/**
 * How much a template tells: the link's privacy, with the nickname where a phone serves several, a count for staff; to a worker
 * one thing, or so many lines and how many more there are.
 */
export type TemplateForm = Privacy | "named" | "staff" | "worker" | `${number}` | "more";

/** One text that we start, as it is registered where a law asks for that (India's DLT): an id, a form, typed variables. */
export type PushTemplate = { readonly id: string; readonly form: TemplateForm; readonly tells: readonly Tell[] };

/** What an operator lets a registered text hold: characters of one variable, and how many variables there may be. */
export type TemplateLimits = { readonly variableMax: number; readonly variablesMax: number };

/** The classic limit of a variable; how many there may be differs by operator, so it is told when a text is registered. */
export const USUAL_LIMITS: TemplateLimits = { variableMax: 30, variablesMax: Number.POSITIVE_INFINITY };

/** The values with which templates are made. */
export type TemplateValues = {
  readonly at: Moment;
  readonly day: string;
  readonly clinic: Names;
  readonly doctor: Names;
  readonly nickname: string;
};

/** Codes of patients may grow to eight digits. */
const LONG_CODE = "99999999";

/** The id of a template, which is also the purpose of its messages. */
const IDS: Readonly<Record<PushAbout, string>> = {
  reminder: "reminder",
  booked: "notice.booked",
  moved: "notice.moved",
  cancelled: "notice.cancelled",
  rebook: "rebook",
  "follow.up": "follow.up",
};

/** Every text that we start, in every form, as the flow that sends it says it. */
export function templatesOf(flows: Flows, values: TemplateValues): readonly PushTemplate[] {
  const forms = ["neutral", "named", "covert", "overt"] as const;
  const abouts = Object.keys(IDS) as PushAbout[];
  const { clinic, day } = values;
  return [
    ...abouts.flatMap((about) =>
      forms.map((form) => ({ id: IDS[about], form, tells: pushed(flows, about, form, values) })),
    ),
    { id: "staff.tasks", form: "staff", tells: [say("staff.tasks", { clinic, tasks: "9999" })] },
    { id: "staff.list", form: "staff", tells: [say("staff.list", { clinic, day, count: "9999", tasks: "9999" })] },
    ...workerTemplates(values),
  ];
}

/** What we write to workers: as many lines as there are people, so a form for each number of them. */
function workerTemplates({ at, nickname }: TemplateValues): readonly PushTemplate[] {
  const line = workerLine({ code: LONG_CODE, nickname, isCovert: false }, at);
  const week = { name: nickname, booked: 999, attended: 999, missed: 999, unreached: 999 };
  const counts = Array.from({ length: WORKER_LINES_MAX }, (_, n) => n + 1);
  const all = shownOf(WORKER_LINES_MAX + 1);
  return [
    { id: "worker.code", form: "worker", tells: [codeText(LONG_CODE)] },
    ...WORKER_NEWS.map((about): PushTemplate => {
      return { id: `worker.${about}`, form: "worker", tells: [newsText(about, line)] };
    }),
    ...counts.flatMap((count): readonly PushTemplate[] => [
      { id: "worker.morning", form: `${count}`, tells: [morningText(Array(count).fill(line), 0)] },
      { id: "worker.week", form: `${count}`, tells: [weekText(Array(count).fill(week), 0)] },
    ]),
    ...WORKER_HANDED.map((which): PushTemplate => {
      return { id: `worker.handed.${which}`, form: "worker", tells: [handedText(which, 9999, nickname)] };
    }),
    { id: "worker.morning", form: "more", tells: [morningText(Array(all).fill(line), 999)] },
    { id: "worker.week", form: "more", tells: [weekText(Array(all).fill(week), 999)] },
  ];
}

function pushed(flows: Flows, about: PushAbout, form: Privacy | "named", values: TemplateValues): readonly Tell[] {
  const { at, day, clinic: place, doctor, nickname } = values;
  const asksNext = about === "cancelled" || about === "rebook" || about === "follow.up";
  const visit: Visit = {
    ...{ id: 0, version: 1, state: "booked", at, care: "general", reference: "1234567", locationId: 0, place, doctor },
    ...{ patientId: 0, fee: null, guarded: false, ahead: true },
    privacy: form === "named" ? "neutral" : form,
    nickname: form === "named" ? nickname : null,
    ...(asksNext && { next: { day } }),
  };
  const push = { about, visitId: 0, patientId: 0, until: at.at };
  return layPush(flows, NOTHING_OPEN, "push", { about, visitId: 0, visit }, push).tells;
}

/** Why an operator would refuse a text; nothing if it would not. `values` are the longest its variables can get. */
export function refusals(values: readonly string[], segments: number, limits: TemplateLimits): readonly string[] {
  const { variableMax, variablesMax } = limits;
  const long = values.filter((value) => value.length > variableMax);
  return [
    ...long.map((value) => `"${value}" has ${value.length} characters, and a variable may have ${variableMax}`),
    ...(values.length > variablesMax ? [`it has ${values.length} variables, and ${variablesMax} are allowed`] : []),
    ...(segments > 2 ? [`it takes ${segments} segments, and 2 are the most we send`] : []),
  ];
}
