import fc from "fast-check";
import { answer } from "../../src/booking/answer.ts";
import type { Asker } from "../../src/booking/asker.ts";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { releaseHold } from "../../src/booking/release-hold.ts";
import type { Answer, Ask } from "../../src/core/effects.ts";
import type { Tx } from "../../src/store/engine.ts";
import { breaches } from "../../src/store/invariants.ts";
import type { TestDatabase } from "../helpers/database.ts";
import { asker, district } from "../helpers/district.ts";

/** One thing somebody does; `on` and `slot` are numbers that pick among the visits and slots there are. */
type Act = "hold" | "book" | "move" | "cancel" | "confirm" | "restore" | "release";
type Step = {
  readonly act: Act | "timers" | "wait";
  readonly contact: number;
  readonly on: number;
  readonly slot: number;
  readonly patient: number;
  readonly minutes: number;
  /** The same is delivered again. */
  readonly twice: boolean;
};

const ACTS = ["hold", "hold", "book", "book", "move", "cancel", "restore", "confirm", "release", "timers", "wait"];
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...(ACTS as Step["act"][])),
  contact: fc.nat(2),
  on: fc.nat(99),
  slot: fc.nat(99),
  patient: fc.nat(3),
  minutes: fc.constantFrom(1, 9, 11, 45),
  twice: fc.boolean(),
});

/** Two doctors, one with two seats a slot and times that overlap the other's; three contacts with a person each. */
function world(database: TestDatabase) {
  const make = district(database);
  const clinic = make.clinic("Nabha");
  const eye = make.schedule(make.doctor("Dr Kaur", ["eye"]).id, clinic.id);
  const skin = make.schedule(make.doctor("Dr Singh", ["skin", "eye"]).id, clinic.id);
  const slots = [
    ...make.times(eye, ["2026-03-02 11:00", "2026-03-02 11:20"]),
    ...make.times(skin, ["2026-03-02 11:10", "2026-03-03 09:00"], 2),
  ];
  const contacts = [1, 2, 3].map(() => make.contact(clinic.id).id);
  const patients = contacts.map((id, n) => make.patient(`P${n}`, id).id);
  return { clinic, contacts, slots, patients, holds: [{ id: 1, contactId: 1 }] };
}

type World = ReturnType<typeof world>;

function pick<T>(of: readonly T[], n: number): T {
  return of[n % of.length] as T;
}

/** Mostly something the contact made herself, for the rest is refused alike. */
function target(who: Asker, step: Step, { holds }: World): number {
  const own = holds.filter(({ contactId }) => contactId === who.contactId);
  return pick(own.length > 0 && step.on % 5 > 0 ? own : holds, step.on).id;
}

function askOf(who: Asker, step: Step, world: World): Ask | null {
  const slotId = pick(world.slots, step.slot);
  const visitId = target(who, step, world);
  const whom = step.patient === 3 ? { name: "Dia" } : { patientId: pick(world.patients, step.patient) };
  if (step.act === "hold") return { type: "holdSlot", slotId, care: "eye" };
  if (step.act === "book") return { type: "book", holdId: visitId, who: whom };
  if (step.act === "move") return { type: "moveVisit", visitId, slotId };
  if (step.act === "cancel") return { type: "cancelVisit", visitId };
  if (step.act === "confirm") return { type: "confirmVisit", visitId };
  return step.act === "restore" ? { type: "restoreVisit", visitId } : null;
}

async function perform(tx: Tx, who: Asker, step: Step, world: World): Promise<Answer | null> {
  const ask = askOf(who, step, world);
  if (ask) return await answer(tx, who, ask);
  if (step.act === "release") await releaseHold(tx, who.contactId);
  if (step.act === "timers") for (const { id } of world.holds) await endHold(tx, id);
  return null;
}

/** Whether DESIGN 7 holds after every step of any interleaving; an error thrown is a broken rule too. */
export function racesProperty(open: () => Promise<TestDatabase>, seen: (given: Answer) => void = () => {}) {
  return fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), async (steps) => {
    const database = await open();
    const here = world(database);
    try {
      for (const one of steps.flatMap((step) => (step.twice ? [step, step] : [step]))) {
        if (one.act === "wait") database.clock.now += one.minutes * 60_000;
        const who = asker(pick(here.contacts, one.contact), here.clinic.id);
        const given = await database.run((tx) => perform(tx, who, one, here));
        if (given) seen(given);
        if (given?.type === "slot.held") here.holds.push({ id: given.holdId, contactId: who.contactId });
        const broken = await database.run(breaches);
        if (broken.length > 0) throw new Error(`broken after ${JSON.stringify(one)}: ${JSON.stringify(broken)}`);
      }
    } finally {
      await database.engine.close();
    }
  });
}
