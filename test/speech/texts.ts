import { FLOWS } from "../../flows/all.ts";
import type { FlowEvent, Json, Offer, Tell, Visit } from "../../src/core/effects.ts";
import { invariant } from "../../src/core/errors.ts";
import { CARES } from "../../src/core/places.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import { say } from "../../src/core/say.ts";
import { isTell, start, step } from "../../src/core/step.ts";
import { type Longest, visitOf } from "./longest.ts";

/** What one turn tells, and how a person came to it. */
export type Text = { readonly name: string; readonly tells: readonly Tell[] };

/** Every question, with the sentences its flow says before it in the same turn. */
export function questionsOf(value: Longest): readonly Text[] {
  return [...choicesOf(value), ...offersOf(value), ...listsOfVisits(value), ...yearsOf(value)];
}

/** Every text after which nothing is open. */
export function endingsOf(value: Longest): readonly Text[] {
  const visits = visitsOf(value);
  return [
    ...visits.flatMap(([who, visit]) =>
      endingsAbout(visit).map(({ name, tells }) => ({ name: `${name} ${who}`, tells })),
    ),
    ...phonesOf(value),
    ...aboutMoney(value),
    { name: "nothing to act on", tells: run("visit-key", { digit: 7 }, listed([]), listed([])) },
    {
      name: "unknown reference",
      tells: run("visits", { reference: "1234567", move: false }, { type: "visit.unknown" }),
    },
    { name: "all kept", tells: run("cancel", null, listed([]), { type: "chosen", value: "keep" }) },
    { name: "stopped", tells: run("stop", null, persons(value, 0), { type: "opted.out" }) },
    {
      name: "stopped about one",
      tells: run("stop", null, persons(value, 2), { type: "chosen", value: 1 }, { type: "opted.out" }),
    },
    { name: "started", tells: run("start", null, { type: "opted.in" }) },
    { name: "language set", tells: run("language", { language: value.tag }, { type: "language.set" }) },
    { name: "year skipped", tells: run("year-of-birth", { patientId: 1 }, { type: "chosen", value: "skip" }) },
    { name: "year given", tells: yearGiven() },
    { name: "too many texts", tells: [say("limit.texts")] },
  ];
}

/** What may come before a question that is asked again, and before anything at all after a change of our flows. */
export function leadsTo(prompt: Prompt, { care }: Longest): readonly Tell[] {
  return [say(apologyFor(prompt)), say("unclear.read", { care }), say("dialog.old"), say("dialog.outdated")];
}

/** The first line of every text in which an emergency was heard. */
export const EMERGENCY: Tell = say("emergency.call", { phone: "108" });

/** The question a text ends with. */
export function promptIn(tells: readonly Tell[]): Prompt | null {
  const last = tells.at(-1);
  return last?.type === "prompt" ? last.prompt : null;
}

function apologyFor({ takes }: Prompt) {
  if (takes.includes("name")) return "unclear.name";
  if (takes.includes("year")) return "unclear.year";
  return takes.includes("blanks") ? "unclear.blanks" : "unclear.choice";
}

/** Everything a flow tells after the last of these events, the questions it has asked before left out. */
function run(name: string, input: Json, ...events: readonly FlowEvent[]): readonly Tell[] {
  const flow = FLOWS.get(name);
  invariant(flow, `there is no flow ${name}`);
  let now = start(flow, input);
  for (const event of events) now = step(flow, now.saved, event);
  const tells = now.effects.filter(isTell);
  invariant(tells.length > 0, `${name} says nothing after ${events.at(-1)?.type ?? "its start"}`);
  return tells;
}

function choicesOf(value: Longest): readonly Text[] {
  const { day, clinic } = value;
  const cares = [value.care, ...CARES.filter((care) => care !== value.care)];
  const languages: FlowEvent = { type: "languages.listed", languages: value.languages };
  const places = Array.from({ length: 5 }, (_, id) => ({ id, names: clinic }));
  const narrowTo = (choice: string, ...events: readonly FlowEvent[]) =>
    run("narrow", { wish: {} }, { type: "chosen", value: choice }, ...events);
  const another: FlowEvent = { type: "chosen", value: "other" };
  return [
    { name: "menu", tells: run("menu", { verb: null, blanks: {} }) },
    { name: "care?", tells: run("care", null, { type: "cares.found", cares }) },
    { name: "language?", tells: run("language", { language: null }, languages) },
    { name: "what else?", tells: run("narrow", { wish: {} }) },
    { name: "which day?", tells: narrowTo("day", { type: "days.found", days: Array(5).fill(day) }) },
    { name: "which clinic?", tells: narrowTo("place", { type: "places.found", places }) },
    { name: "doctor's language?", tells: narrowTo("language", languages) },
    {
      name: "doctor's name?",
      tells: narrowTo("doctor", { type: "doctors.found", doctors: [{ id: 1, names: value.doctor }] }),
    },
    { name: "name?", tells: run("for-whom", null, persons(value, 0)) },
    { name: "for whom?", tells: run("for-whom", null, persons(value, 5)) },
    { name: "who else?", tells: run("for-whom", null, persons(value, 5), another) },
    {
      name: "unknown code, who else?",
      tells: run(
        "for-whom",
        null,
        persons(value, 0),
        { type: "code.given", code: "123456" },
        { type: "person.unknown" },
      ),
    },
    { name: "messages about whom?", tells: run("stop", null, persons(value, 6)) },
    { name: "no visit, book?", tells: run("visits", { reference: null, move: false }, listed([])) },
    { name: "cancel what?", tells: run("cancel", null, listed([])) },
    { name: "year?", tells: run("year-of-birth", { patientId: 1 }) },
  ];
}

function listsOfVisits(value: Longest): readonly Text[] {
  return visitsOf(value)
    .filter(([, { privacy }]) => privacy === "neutral")
    .flatMap(([who, visit]) => {
      const visits = Array<Visit>(9).fill(visit);
      return [
        { name: `which visit? ${who}`, tells: run("pick-visit", { visits }) },
        { name: `cancel which? ${who}`, tells: run("cancel", null, listed(visits)) },
      ];
    });
}

function yearsOf(value: Longest): readonly Text[] {
  const year = run("year-of-birth", { patientId: 1 });
  // Only the patient makes a link overt or covert, so a new one is neither.
  return visitsOf(value)
    .filter(([, { privacy }]) => privacy === "neutral")
    .map(([who, visit]) => ({ name: `booked, year? ${who}`, tells: [...bookedTells(visit, true), ...year] }));
}

/** Offers by how many clinics they are at, by what was asked for, and by what is said before them. */
function offersOf(value: Longest): readonly Text[] {
  const wishes = [
    ["offers", { care: value.care }],
    ["offers of a doctor", { practitionerIds: [1] }],
  ] as const;
  return wishes.flatMap(([name, wish]) =>
    [true, false].flatMap((isOneClinic) =>
      BEGINNINGS.map(({ before, says, ...begins }) => ({
        name: `${before}${name} at ${isOneClinic ? "one clinic" : "several clinics"}`,
        tells: [...says, ...found(wish, threeOffers(value, isOneClinic), begins)],
      })),
    ),
  );
}

const FEE = { minor: 150_000, currency: "INR" } as const;
const LINK = "https://bookings.district-hospital.example.org/pay/bcdfghjkmn";

/** What is written of a fee once it moved, or did not. */
function aboutMoney({ at, nickname }: Longest): readonly Text[] {
  const times = [at, at, at].map((one) => say("find.offer", { at: one }));
  return [
    { name: "link", tells: [say("pay.link", { fee: FEE, until: at, link: LINK })] },
    { name: "fee too late", tells: [say("pay.late"), say("pay.late.free"), ...times, say("pay.late.keys")] },
    { name: "fee never came", tells: [say("pay.over", { at })] },
    { name: "fee never came, of one of several", tells: [say("pay.over.named", { at, name: nickname })] },
    { name: "fee paid for somebody", tells: [say("pay.thanks", { fee: FEE })] },
    { name: "fee given back", tells: [say("pay.back", { fee: FEE })] },
  ];
}

type Beginning = { readonly taken?: boolean; readonly widened?: boolean; readonly unknown?: boolean };

const BEGINNINGS: readonly (Beginning & { readonly before: string; readonly says: readonly Tell[] })[] = [
  { before: "", says: [] },
  { before: "taken, ", says: [], taken: true },
  { before: "widened, ", says: [], widened: true },
  { before: "name unknown, ", says: [], unknown: true },
  { before: "overlap, ", says: [say("refused.overlap")] },
  { before: "seat gone, ", says: [say("restore.gone")] },
];

function found(wish: Json, offers: readonly Offer[], { taken = false, widened = false, unknown }: Beginning) {
  const input = { wish, blanks: unknown ? { doctor: ["x"] } : {}, moving: null, taken };
  const slots: FlowEvent = { type: "slots.found", offers, widened };
  return unknown ? run("find", input, NO_SUCH_NAME, slots) : run("find", input, slots);
}

const NO_SUCH_NAME: FlowEvent = { type: "names.found", practitioners: [], locations: [] };

function threeOffers({ at, care, clinic, clinicAmongOffers, doctor }: Longest, isOneClinic: boolean): readonly Offer[] {
  const place = isOneClinic ? clinic : clinicAmongOffers;
  return [1, 2, 3].map((slotId) => ({
    ...{ slotId, at, care, place, doctor, fee: null },
    locationId: isOneClinic ? 1 : slotId,
  }));
}

/** A visit as each privacy shows it, on a phone of one person and of several. */
function visitsOf(value: Longest): readonly (readonly [string, Visit])[] {
  return [
    ["(neutral)", visitOf(value, "neutral", null)],
    ["(one of several)", visitOf(value, "neutral", value.nickname)],
    ["(covert)", visitOf(value, "covert", null)],
    ["(overt)", visitOf(value, "overt", null)],
  ];
}

/** What is said about a visit once something was done to it, or could not be. */
export function endingsAbout(visit: Visit): readonly Text[] {
  const inQuestion = (digit: number, of: Visit, event: FlowEvent) => run("visit-key", { digit }, listed([of]), event);
  const cancelled: Visit = { ...visit, state: "cancelled" };
  const shown = (of: Visit) => run("visits", { reference: null, move: false }, listed([of]));
  const found: FlowEvent = { type: "flow.returned", flow: "find", output: FOUND };
  return [
    { name: "booked", tells: bookedTells(visit, false) },
    { name: "care taken", tells: refusedTells({ type: "refused", refusal: { reason: "care.taken", visit } }) },
    { name: "overlap", tells: refusedTells({ type: "refused", refusal: { reason: "overlap", visit } }) },
    { name: "moved", tells: run("move", { visit }, found, { type: "moved", visit, from: visit.at }) },
    { name: "cancelled", tells: inQuestion(8, visit, { type: "cancelled", visit: cancelled }) },
    { name: "confirmed", tells: inQuestion(6, visit, { type: "confirmed", visit }) },
    { name: "booked again", tells: inQuestion(6, cancelled, { type: "restored", visit }) },
    { name: "shown", tells: shown(visit) },
    { name: "shown cancelled", tells: shown(cancelled) },
    { name: "shown begun", tells: shown({ ...visit, ahead: false }) },
  ];
}

const FOUND = { slotId: 1, care: "general", wish: {} } as const;

function booking(event: FlowEvent): readonly Tell[] {
  const held = { type: "slot.held", holdId: 1 } as FlowEvent;
  return run("book", { blanks: {}, patientId: 1 }, { type: "flow.returned", flow: "find", output: FOUND }, held, event);
}

function bookedTells(visit: Visit, isNew: boolean): readonly Tell[] {
  return booking({ type: "booked", visit, isNew });
}

const refusedTells = booking;

function phonesOf(value: Longest): readonly Text[] {
  const { care } = value;
  const phone = (stuck: boolean, number: string | null) =>
    run("phone", { stuck }, { type: "phone.found", clinic: value.clinic, phone: number });
  const nothing = (wish: Json) => run("find", { wish, blanks: {}, moving: null, taken: false }, { type: "slots.none" });
  const [line, none] = [phone(false, "+911765234567"), phone(false, null)];
  const limit = (reason: "too.many.visits" | "too.many.persons") =>
    refusedTells({ type: "refused", refusal: { reason, phone: null } });
  const kept = run(
    "move",
    { visit: visitOf(value, "neutral", null) },
    { type: "flow.returned", flow: "find", output: null },
  );
  return [
    { name: "clinic's phone", tells: line },
    { name: "stuck", tells: phone(true, "+911765234567") },
    { name: "stuck, no phone", tells: phone(true, null) },
    { name: "too many visits", tells: [...limit("too.many.visits"), ...line] },
    { name: "too many persons", tells: [...limit("too.many.persons"), ...line] },
    { name: "nothing free to move to", tells: [...nothing({ care }), ...line, ...kept] },
    { name: "nothing free, no phone", tells: [...nothing({ care }), ...none, ...kept] },
    { name: "seat gone, nothing free", tells: [say("restore.gone"), ...nothing({ care }), ...line] },
    { name: "the doctor has nothing free", tells: [...nothing({ practitionerIds: [1] }), ...line, ...kept] },
  ];
}

function yearGiven(): readonly Tell[] {
  return run(
    "year-of-birth",
    { patientId: 1 },
    { type: "year.given", year: 1980 },
    { type: "year.set", code: "123456" },
  );
}

function listed(visits: readonly Visit[]): FlowEvent {
  return { type: "visits.listed", visits };
}

function persons({ nickname }: Longest, count: number): FlowEvent {
  const people = Array.from({ length: count }, (_, id) => ({ id, nickname }));
  return { type: "persons.listed", persons: people, serves: count };
}
