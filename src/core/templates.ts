import type { Privacy } from "./appointment.ts";
import { NOTHING_OPEN, type PushAbout } from "./dialog.ts";
import type { Tell, Visit } from "./effects.ts";
import type { Flows } from "./flow.ts";
import type { Moment, Names } from "./places.ts";
import { layPush } from "./push.ts";
import { say } from "./say.ts";

/** How much a template tells: the link's privacy, with the nickname where a phone serves several, or a count for staff. */
export type TemplateForm = Privacy | "named" | "staff";

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
  const forms: readonly TemplateForm[] = ["neutral", "named", "covert", "overt"];
  const abouts = Object.keys(IDS) as PushAbout[];
  const { clinic, day } = values;
  return [
    ...abouts.flatMap((about) =>
      forms.map((form) => ({ id: IDS[about], form, tells: pushed(flows, about, form, values) })),
    ),
    { id: "staff.tasks", form: "staff", tells: [say("staff.tasks", { clinic, tasks: "9999" })] },
    { id: "staff.list", form: "staff", tells: [say("staff.list", { clinic, day, count: "9999", tasks: "9999" })] },
  ];
}

function pushed(flows: Flows, about: PushAbout, form: TemplateForm, values: TemplateValues): readonly Tell[] {
  const { at, day, clinic: place, doctor, nickname } = values;
  const asksNext = about === "cancelled" || about === "rebook" || about === "follow.up";
  const visit: Visit = {
    ...{ id: 0, version: 1, state: "booked", at, care: "general", reference: "1234567", locationId: 0, place, doctor },
    ...{ patientId: 0, fee: null, guarded: false, ahead: true },
    privacy: form === "named" || form === "staff" ? "neutral" : form,
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
