import type { AppointmentState, Privacy } from "./appointment.ts";
import type { HouseholdAnswer, HouseholdAsk } from "./household.ts";
import type { Blanks, Verb } from "./meaning.ts";
import type { PayWay } from "./payment-provider.ts";
import type { PinAnswer, PinOwner } from "./pin.ts";
import type { Care, DayPart, Gender, Moment, Names } from "./places.ts";
import type { ChannelKind, OptionValue, Prompt } from "./prompt.ts";
import type { ReceiptLine } from "./receipt.ts";
import type { Money, Sentence } from "./sentence.ts";
import type { WorkerAnswer, WorkerAsk } from "./worker-asks.ts";
import type { NewPerson } from "./worker-command.ts";

/** What a search is for; every field narrows it. */
export type Wish = {
  readonly care?: Care;
  readonly practitionerIds?: readonly number[];
  readonly locationIds?: readonly number[];
  readonly gender?: Gender;
  readonly language?: string;
  readonly day?: string;
  readonly part?: DayPart;
  readonly time?: string;
  /** These clinics and no other, whatever else is given up: their names are not said. */
  readonly fixed?: true;
  /** Slots already refused: "none of these". */
  readonly not?: readonly number[];
};

/** A free time as offered. Offering reserves nothing. */
export type Offer = {
  readonly slotId: number;
  readonly at: Moment;
  readonly care: Care;
  readonly locationId: number;
  /** The clinic's short name. */
  readonly place: Names;
  readonly doctor: Names;
  readonly fee: Money | null;
};

/** A visit as flows see it. */
export type Visit = {
  readonly id: number;
  readonly version: number;
  readonly state: AppointmentState;
  readonly at: Moment;
  readonly care: Care;
  readonly reference: string;
  readonly locationId: number;
  /** The clinic's public name. */
  readonly place: Names;
  readonly doctor: Names;
  readonly patientId: number;
  readonly privacy: Privacy;
  /** Set where the contact serves more than one person and shows this one: the text begins with it. */
  readonly nickname: string | null;
  /** The patient has a PIN that was not given here just now: 7 and 8 ask for it. */
  readonly guarded: boolean;
  /** What is to be paid at the clinic. */
  readonly fee: Money | null;
  /** False once it has begun. */
  readonly ahead: boolean;
  /** A push asked whether to book another in its place: on this day, or (null) as soon as may be. */
  readonly next?: { readonly day: string | null };
};

/** What is still to be paid for a visit, until when, and how. */
export type Due = {
  readonly visit: Visit;
  readonly owed: Money;
  readonly until: Moment;
  /** Besides a voucher. */
  readonly ways: readonly PayWay[];
};

/** A person this contact may book for, as the chooser shows her. */
export type Person = { readonly id: number; readonly nickname: string };

/** Why a use case said no. None of these is an error. */
export type Refusal =
  /** She already has a live visit for this care; `visit` says which. */
  | { readonly reason: "care.taken"; readonly visit: Visit }
  /** She already has a visit at an overlapping time. */
  | { readonly reason: "overlap"; readonly visit: Visit }
  /** Limits of DESIGN 6.3 against emptying a clinic. */
  | { readonly reason: "too.many.visits" | "too.many.persons"; readonly phone: string | null }
  /** It waits for its fee, or the other time costs something else. */
  | { readonly reason: "unpaid" | "other.fee" }
  /** Why would say more of the patient than this number may hear. */
  | { readonly reason: "closed"; readonly phone: string | null }
  /** Hers has to be given first. */
  | { readonly reason: "pin" }
  /** Texts that name the doctor are for a phone of one person without a PIN. */
  | { readonly reason: "shared" }
  | { readonly reason: "begun" | "cancelled" | "unknown" };

/** A question to the use cases, answered by one event inside the turn. */
export type Ask =
  | { readonly type: "findSlots"; readonly wish: Wish; readonly moving?: number }
  | { readonly type: "findByName"; readonly words: readonly string[] }
  | { readonly type: "findPlaces"; readonly care: Care | null }
  /** The next days (at most five) on which something fits the wish, its day and time left aside. */
  | { readonly type: "findDays"; readonly wish: Wish }
  | { readonly type: "findCares" }
  | { readonly type: "holdSlot"; readonly slotId: number; readonly care: Care }
  | { readonly type: "listPersons" }
  | { readonly type: "findPerson"; readonly code: string }
  | {
      readonly type: "book";
      readonly holdId: number;
      /** A name is null where none could be given: by keypad. */
      readonly who: { readonly patientId: number } | { readonly name: string | null };
    }
  /** Of one person, or of all whom this phone shows. */
  | { readonly type: "listVisits"; readonly patientId?: number }
  | { readonly type: "visitsInQuestion" }
  | { readonly type: "findVisit"; readonly reference: string }
  | { readonly type: "moveVisit"; readonly visitId: number; readonly slotId: number }
  | { readonly type: "cancelVisit"; readonly visitId: number }
  | { readonly type: "confirmVisit"; readonly visitId: number }
  | { readonly type: "restoreVisit"; readonly visitId: number }
  | { readonly type: "listLanguages" }
  | { readonly type: "setLanguage"; readonly language: string }
  | { readonly type: "setYear"; readonly patientId: number; readonly year: number }
  | { readonly type: "optOut"; readonly patientId: number | null }
  | { readonly type: "optIn" }
  | { readonly type: "findPhone" }
  /** The visit that a push is about, as it is now. */
  | { readonly type: "findPushed"; readonly visitId: number }
  /** Another visit in place of one that is over or off: wanted, or not needed. */
  | { readonly type: "answerNext"; readonly visitId: number }
  /** Wrong number: nothing about this person is sent here any more. */
  | { readonly type: "sleepLink"; readonly visitId: number }
  /** Doctors who give what the wish is for, nearest first. */
  | { readonly type: "findDoctors"; readonly wish: Wish }
  /** Turns one-question mode on or off. */
  | { readonly type: "switchEasy" }
  /** Sends a question by text; it is then the open one. */
  | { readonly type: "textMenu"; readonly menu: readonly Tell[] }
  | { readonly type: "callLater" }
  | { readonly type: "findDue"; readonly visitId: number }
  | { readonly type: "redeemVoucher"; readonly visitId: number; readonly code: string }
  | { readonly type: "startPayment"; readonly visitId: number; readonly way: PayWay }
  | HouseholdAsk
  | { readonly type: "findPin"; readonly owner: PinOwner }
  | { readonly type: "checkPin"; readonly owner: PinOwner; readonly digits: string }
  /** The first of two times that a new PIN is keyed in. */
  | { readonly type: "proposePin"; readonly owner: PinOwner; readonly digits: string }
  /** `seal`: what `proposePin` made of the digits the first time; null where they are said once. */
  | { readonly type: "setPin"; readonly owner: PinOwner; readonly digits: string; readonly seal: string | null }
  | { readonly type: "checkPinCode"; readonly workerId: number; readonly code: string }
  | { readonly type: "sendPinCode"; readonly workerId: number }
  /** Has her rung at once, so that she need not write her PIN. */
  | { readonly type: "callNow" }
  | WorkerAsk;

/** The use cases' answers, as events of the flow that asked. */
export type Answer =
  /** `widened`: nothing fitted the whole wish, so these are the nearest to it. */
  | { readonly type: "slots.found"; readonly offers: readonly Offer[]; readonly widened: boolean }
  | { readonly type: "slots.none" }
  | {
      readonly type: "names.found";
      readonly practitioners: readonly {
        readonly id: number;
        readonly names: Names;
        readonly cares: readonly Care[];
      }[];
      readonly locations: readonly { readonly id: number; readonly names: Names }[];
    }
  | {
      readonly type: "places.found";
      readonly places: readonly { readonly id: number; readonly names: Names }[];
    }
  /** 'YYYY-MM-DD', soonest first. */
  | { readonly type: "days.found"; readonly days: readonly string[] }
  | { readonly type: "cares.found"; readonly cares: readonly Care[] }
  | { readonly type: "slot.held"; readonly holdId: number; readonly offer: Offer }
  | { readonly type: "slot.taken" }
  /** Those it shows, and how many people it serves with those it does not show. */
  | { readonly type: "persons.listed"; readonly persons: readonly Person[]; readonly serves: number }
  /** `isGuarded`: she has a PIN, which comes next. */
  | { readonly type: "person.found"; readonly patientId: number; readonly isGuarded: boolean }
  | { readonly type: "person.unknown" }
  /** `isNew`: the person was created by this booking. */
  | { readonly type: "booked"; readonly visit: Visit; readonly isNew: boolean }
  | { readonly type: "moved"; readonly visit: Visit; readonly from: Moment }
  | { readonly type: "cancelled"; readonly visit: Visit }
  | { readonly type: "confirmed"; readonly visit: Visit }
  | { readonly type: "restored"; readonly visit: Visit }
  /** The cancelled visit cannot come back as it was: too late, or its seat is gone. */
  | { readonly type: "restore.gone"; readonly visit: Visit }
  | { readonly type: "refused"; readonly refusal: Refusal }
  | { readonly type: "visits.listed"; readonly visits: readonly Visit[] }
  | { readonly type: "visit.found"; readonly visit: Visit }
  | { readonly type: "visit.unknown" }
  /** Too many unknown numbers from this phone today, or a stop that stands already: nothing is answered. */
  | { readonly type: "silence.due" }
  | { readonly type: "languages.listed"; readonly languages: readonly string[] }
  | { readonly type: "language.set" }
  | { readonly type: "year.set"; readonly code: string }
  | { readonly type: "opted.out" }
  | { readonly type: "opted.in" }
  | { readonly type: "phone.found"; readonly phone: string | null; readonly clinic: Names }
  /** `wish`: where another visit is looked for; a follow-up is with the same doctor. */
  | { readonly type: "next.answered"; readonly visitId: number; readonly wish: Wish }
  | { readonly type: "link.asleep"; readonly patientId: number }
  | { readonly type: "doctors.found"; readonly doctors: readonly { readonly id: number; readonly names: Names }[] }
  | { readonly type: "easy.switched"; readonly isOn: boolean }
  | { readonly type: "menu.texted" }
  | { readonly type: "call.planned" }
  /** She was called often enough today. */
  | { readonly type: "call.refused" }
  /** After a voucher: `isPart`, it was worth less than is owed. */
  | { readonly type: "due.found"; readonly due: Due; readonly isPart: boolean }
  /** Nothing is to be paid: it is paid, or the time to pay in is over. */
  | { readonly type: "due.none"; readonly visit: Visit }
  /** The person will be asked for it outside the dialog, and told when it is paid. */
  | { readonly type: "payment.started" }
  | { readonly type: "voucher.refused"; readonly reason: "unknown" | "used" | "currency" }
  | HouseholdAnswer
  | PinAnswer
  | WorkerAnswer;

/** Something said or written down in the turn and done after commit. */
export type Tell =
  | {
      readonly type: "say";
      readonly sentence: Sentence;
      /** Visits this sentence names: 6, 7 and 8 then speak about them. */
      readonly visits?: readonly number[];
      /** The sentence says booked, moved or cancelled, so it is kept as a message (DESIGN 5.3). */
      readonly receipt?: {
        readonly purpose: "booked" | "moved" | "cancelled";
        readonly visitId: number;
        readonly version: number;
      };
    }
  /** What came of a worker's lines: in Latin letters, cut to whole lines of 38 units, up to three messages (DESIGN 6.2). */
  | {
      readonly type: "receipt";
      readonly lines: readonly ReceiptLine[];
      readonly visits: readonly number[];
      /** Something was changed, so its delivery is followed (DESIGN 5.3). */
      readonly isKept: boolean;
    }
  /** Ends the step: the dialog now waits for an answer to this. */
  | { readonly type: "prompt"; readonly prompt: Prompt; readonly visits?: readonly number[] }
  /** An answer is deliberately not given. */
  | { readonly type: "silence" }
  | { readonly type: "writeTask"; readonly kind: TaskKind; readonly visitId?: number };

/** What tasks of a dialog ask of the clinic. */
export type TaskKind = "call.back" | "over.limit" | "not.understood" | "opted.out" | "rate.limit" | "name.missing";

/** Calls another flow; it comes back as `flow.returned`. */
export type Call = { readonly type: "call"; readonly flow: string; readonly input: Json };

/** Everything a flow may emit: any number of tells, then at most one ask or one call. */
export type Effect = Tell | Ask | Call;

/** Plain data: what frames, inputs and outputs are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** Everything a flow may hear. */
export type FlowEvent =
  | { readonly type: "chosen"; readonly value: OptionValue }
  | { readonly type: "told"; readonly verb: Verb | null; readonly blanks: Blanks }
  | { readonly type: "name.given"; readonly name: string }
  | { readonly type: "person.given"; readonly person: NewPerson }
  | { readonly type: "year.given"; readonly year: number }
  | { readonly type: "code.given"; readonly code: string }
  /** Never kept in a context: it goes straight into an ask. */
  | { readonly type: "pin.given"; readonly digits: string; readonly by: ChannelKind }
  /** Several of the options at once. */
  | { readonly type: "chosen.many"; readonly values: readonly OptionValue[] }
  /** Ask the open question again, with fresh options. */
  | { readonly type: "asked.again" }
  | { readonly type: "flow.returned"; readonly flow: string; readonly output: Json }
  | Answer;
