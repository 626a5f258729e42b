import type { Answer, Ask, Offer, Person, Refusal, Visit } from "../../src/core/effects.ts";
import type { PayWay } from "../../src/core/payment-provider.ts";
import { CARES } from "../../src/core/places.ts";
import { laidOut, type Receipt } from "../../src/core/receipt.ts";
import { sentence } from "../../src/core/sentence.ts";

type AskOf<T extends Ask["type"]> = Extract<Ask, { readonly type: T }>;

const ZONE = "Asia/Kolkata";
const AT = Date.UTC(2026, 10, 25, 5, 0);

/** A visit as use cases hand it to flows; a neutral, booked one ahead unless told. */
export function visit(id: number, over: Partial<Visit> = {}): Visit {
  return {
    ...{ id, version: 1, state: "booked", at: { at: AT + id * 3_600_000, zone: ZONE }, care: "eye" },
    ...{
      reference: String(4_000_000 + id),
      locationId: 1,
      place: { name: "Civil Hospital" },
      doctor: { name: "Dr Kaur" },
    },
    ...{ patientId: 10 + id, privacy: "neutral", nickname: null, guarded: false, fee: null, ahead: true },
    ...over,
  };
}

/** A free time; slot and clinic as told. */
export function offer(slotId: number, locationId = 1): Offer {
  const at = { at: AT + slotId * 3_600_000, zone: ZONE };
  return { slotId, at, care: "eye", locationId, place: { name: "CHC" }, doctor: { name: "Dr Kaur" }, fee: null };
}

/** So many persons of one phone. */
export function persons(count: number): readonly Person[] {
  return Array.from({ length: count }, (_, at) => ({ id: at + 1, nickname: `Asha${at}` }));
}

function visits(count: number, over: Partial<Visit> = {}): readonly Visit[] {
  return Array.from({ length: count }, (_, at) => visit(at + 1, over));
}

const fee = { minor: 50_000, currency: "INR" };
/** How a visit may be told, by the privacy of its link and how many the phone serves. */
export const told: readonly Partial<Visit>[] = [
  { privacy: "neutral" },
  { privacy: "neutral", nickname: "Asha" },
  { privacy: "covert" },
  { privacy: "overt" },
];
const each = (id: number, over: Partial<Visit> = {}) => told.map((one) => visit(id, { ...one, ...over }));

const stays: readonly Refusal[] = [{ reason: "begun" }, { reason: "cancelled" }, { reason: "unknown" }];
const unpaid: readonly Refusal[] = [{ reason: "unpaid" }, { reason: "other.fee" }];
const clashes = each(77).flatMap((other): readonly Refusal[] => [
  { reason: "care.taken", visit: other },
  { reason: "overlap", visit: other },
]);
const closed: Refusal = { reason: "closed", phone: null };
const limits = [null, "01765"].flatMap((phone): readonly Refusal[] => [
  { reason: "too.many.visits", phone },
  { reason: "too.many.persons", phone },
]);
const refused = (...refusals: readonly Refusal[]): readonly Answer[] =>
  refusals.map((refusal) => ({ type: "refused", refusal }));

function slots(): readonly Answer[] {
  const found = (widened: boolean, ...offers: Offer[]): Answer => ({ type: "slots.found", offers, widened });
  const near = [offer(101), offer(102), offer(103)];
  const far = [offer(101), offer(102, 2), offer(103, 3)];
  return [
    ...[found(false, ...near), found(false, ...far), found(false, offer(101)), found(true, ...near)],
    ...[found(true, ...far), { type: "slots.none" } as const],
  ];
}

function listed(ids: readonly number[]): readonly Answer[] {
  const counts = ids.flatMap((count) => [visits(count), visits(count, { nickname: "Asha" })]);
  return counts.map((some) => ({ type: "visits.listed", visits: some }));
}

function inQuestion(): readonly Answer[] {
  const one = ["booked", "cancelled", "pending_payment", "expired"].flatMap((state) =>
    each(1, { state: state as Visit["state"] }),
  );
  const guarded = ["booked", "cancelled"].map((state) => visit(1, { state: state as Visit["state"], guarded: true }));
  const begun = visit(1, { state: "arrived", ahead: false });
  const missed = visit(1, { state: "no_show", ahead: false, next: { day: null } });
  const seen = visit(1, { state: "fulfilled", ahead: false, next: { day: "2026-12-01" } });
  return [
    ...[...one, ...guarded, begun, missed, seen].map((only): Answer => ({ type: "visits.listed", visits: [only] })),
    ...listed([2, 7, 0]),
  ];
}

function names(): readonly Answer[] {
  const practitioner = (id: number) => ({ id, names: { name: "Dr Kaur" }, cares: ["eye"] as const });
  return [
    { type: "names.found", practitioners: [practitioner(5)], locations: [] },
    { type: "names.found", practitioners: [practitioner(5), practitioner(6)], locations: [] },
    { type: "names.found", practitioners: [], locations: [{ id: 2, names: { name: "CHC" } }] },
    { type: "names.found", practitioners: [], locations: [] },
  ];
}

function places(): readonly Answer[] {
  return [3, 10, 0].map((count) => ({
    type: "places.found",
    places: Array.from({ length: count }, (_, at) => ({ id: at + 1, names: { name: "CHC" } })),
  }));
}

function bookings(): readonly Answer[] {
  const done = [...each(50), ...each(50, { fee }), visit(50, { state: "pending_payment" })];
  return [
    ...[true, false].flatMap((isNew) => done.map((one): Answer => ({ type: "booked", visit: one, isNew }))),
    ...[{ type: "slot.taken" } as const, ...refused(...clashes, closed, ...limits, ...stays)],
  ];
}

/** A random conversation may lead to a visit without an id. */
function dues(id: number, isPart: boolean, ways: readonly PayWay[] = []): readonly Answer[] {
  return each(id || 0, { state: "pending_payment" }).map((one) => ({
    type: "due.found",
    due: { visit: one, owed: fee, until: { at: AT, zone: ZONE }, ways },
    isPart,
  }));
}

function nothingDue(id: number): readonly Answer[] {
  const visits = [...each(id || 0), visit(id || 0, { state: "expired" })];
  return visits.map((one) => ({ type: "due.none", visit: one }));
}

/** What came of one line, with so many choices under it. */
function receipt(choices: number): Receipt {
  const when = { at: AT, zone: ZONE };
  const line = sentence("receipt.full.or", { code: "482136", called: "Asha" });
  const label = sentence("receipt.time", { when });
  const command = { kind: "book", code: "482136", wish: {}, slotId: 1 } as const;
  const alternatives = Array.from({ length: choices }, () => ({ label, command }));
  const more = (count: number) => sentence("receipt.more", { count: String(count) });
  return laidOut([{ line, more: [], alternatives, alone: line, visits: [1], isChange: true }], 12, more);
}

const pinLocked: Answer = { type: "pin.locked", until: { at: AT, zone: ZONE } };
const pinRefused = (reason: "weak" | "differs"): Answer => ({ type: "pin.refused", reason });

const some: { readonly [T in Ask["type"]]: (ask: AskOf<T>) => readonly Answer[] } = {
  findSlots: slots,
  findByName: names,
  findPlaces: places,
  findDays: () => [
    { type: "days.found", days: ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"] },
    { type: "days.found", days: [] },
  ],
  findDoctors: () => [
    { type: "doctors.found", doctors: [5, 6].map((id) => ({ id, names: { name: "Dr Kaur" } })) },
    { type: "doctors.found", doctors: [] },
  ],
  switchEasy: () => [true, false].map((isOn) => ({ type: "easy.switched", isOn })),
  textMenu: () => [{ type: "menu.texted" }],
  findWorker: () => [
    ...[true, false].map((is): Answer => ({ type: "worker.found", workerId: 1, hasPin: is, needsPin: is })),
    ...[{ type: "worker.locked" } as const, { type: "worker.none" } as const],
  ],
  findTeam: () =>
    [0, 6].map((count) => ({
      type: "team.found",
      workers: Array.from({ length: count }, (_, at) => ({
        id: at + 1,
        name: `Rani ${at}`,
        hasLeft: at === 1,
      })),
    })),
  runBatch: () => [
    ...[0, 2].map((n): Answer => ({ type: "batch.done", receipt: receipt(n), until: AT })),
    ...[{ type: "batch.pin", workerId: 1, until: AT } as const, { type: "batch.old" } as const],
    ...[{ type: "worker.locked" } as const, { type: "worker.none" } as const],
  ],
  callNow: () => [{ type: "call.planned" }, { type: "call.refused" }],
  findPin: () => [
    { type: "pin.found", state: "set" },
    { type: "pin.found", state: "none" },
    pinLocked,
    { type: "silence.due" },
  ],
  checkPin: () => [
    { type: "pin.right" },
    ...[3, 1].map((left): Answer => ({ type: "pin.wrong", left })),
    ...[pinLocked, { type: "pin.found", state: "none" } as const, { type: "silence.due" } as const],
  ],
  proposePin: () => [{ type: "pin.proposed", seal: "seal" }, pinRefused("weak")],
  setPin: () => [
    { type: "pin.set" },
    ...[pinRefused("weak"), pinRefused("differs"), { type: "pin.found", state: "none" } as const],
  ],
  checkPinCode: () => [{ type: "pin.code.right" }, { type: "pin.code.wrong" }],
  sendPinCode: () => [true, false].map((isSent) => ({ type: "pin.code.sent", isSent })),
  callLater: () => [{ type: "call.planned" }],
  findDue: ({ visitId }) => [
    ...dues(visitId, false),
    ...dues(visitId, false, ["mpesa", "stripe"]),
    ...nothingDue(visitId),
  ],
  startPayment: ({ visitId }) => [{ type: "payment.started" }, ...nothingDue(visitId)],
  redeemVoucher: ({ visitId }) => [
    ...nothingDue(visitId),
    ...dues(visitId, true),
    ...(["unknown", "used", "currency"] as const).map((reason): Answer => ({ type: "voucher.refused", reason })),
  ],
  findCares: () => [
    { type: "cares.found", cares: CARES },
    { type: "cares.found", cares: ["general", "eye"] },
  ],
  holdSlot: ({ slotId }) => [{ type: "slot.held", holdId: 50, offer: offer(slotId) }, { type: "slot.taken" }],
  listPersons: () => [
    { type: "persons.listed", persons: persons(3), serves: 3 },
    { type: "persons.listed", persons: [], serves: 0 },
    { type: "persons.listed", persons: persons(1), serves: 1 },
    { type: "persons.listed", persons: persons(6), serves: 6 },
    { type: "persons.listed", persons: persons(1), serves: 2 },
    { type: "persons.listed", persons: [], serves: 2 },
  ],
  findPerson: () => [
    { type: "person.found", patientId: 9, isGuarded: false },
    { type: "person.found", patientId: 9, isGuarded: true },
    ...[{ type: "person.unknown" } as const, { type: "silence.due" } as const],
  ],
  findLink: () => [
    { type: "link.found", code: "482913", mayBeOvert: true },
    { type: "link.found", code: "482913", mayBeOvert: false },
    ...refused({ reason: "unknown" }),
  ],
  setPrivacy: ({ privacy }) => [
    { type: "privacy.set", privacy, code: "482913" },
    ...refused({ reason: "shared" }, { reason: "pin" }),
  ],
  setNickname: () => [
    { type: "nickname.set", nickname: "Asha" },
    { type: "nickname.taken" },
    ...refused({ reason: "pin" }),
  ],
  book: bookings,
  listVisits: () => listed([2, 1, 0, 4, 7]),
  visitsInQuestion: inQuestion,
  findVisit: () => [
    ...each(1).map((one): Answer => ({ type: "visit.found", visit: one })),
    { type: "visit.found", visit: visit(1, { guarded: true }) },
    { type: "visit.found", visit: visit(1, { state: "cancelled" }) },
    { type: "visit.found", visit: visit(1, { state: "pending_payment" }) },
    { type: "visit.found", visit: visit(1, { state: "expired" }) },
    { type: "visit.found", visit: visit(1, { state: "fulfilled", ahead: false }) },
    ...[{ type: "visit.unknown" } as const, { type: "silence.due" } as const],
  ],
  moveVisit: ({ visitId }) => [
    ...each(visitId).map((one): Answer => ({ type: "moved", visit: one, from: one.at })),
    ...[{ type: "slot.taken" } as const, ...refused(...clashes, ...stays, ...unpaid, { reason: "pin" })],
  ],
  cancelVisit: ({ visitId }) => [
    ...each(visitId, { state: "cancelled" }).map((one): Answer => ({ type: "cancelled", visit: one })),
    ...refused(...stays, { reason: "pin" }),
  ],
  confirmVisit: ({ visitId }) => [
    ...each(visitId, { state: "confirmed" }).map((one): Answer => ({ type: "confirmed", visit: one })),
    ...refused(...stays),
  ],
  restoreVisit: ({ visitId }) => [
    ...each(visitId).map((one): Answer => ({ type: "restored", visit: one })),
    { type: "restore.gone", visit: visit(visitId, { state: "cancelled" }) },
    ...refused(...clashes, closed, ...limits, ...stays),
  ],
  listLanguages: () => [
    { type: "languages.listed", languages: ["en", "hi", "hi-Latn", "pa", "sw"] },
    { type: "languages.listed", languages: ["en"] },
  ],
  setLanguage: () => [{ type: "language.set" }],
  setYear: () => [{ type: "year.set", code: "482913" }, ...refused({ reason: "unknown" })],
  optOut: () => [{ type: "opted.out" }, { type: "silence.due" }],
  optIn: () => [{ type: "opted.in" }],
  findPushed: ({ visitId }) => [
    ...each(visitId).map((one): Answer => ({ type: "visit.found", visit: one })),
    { type: "visit.found", visit: visit(visitId, { state: "cancelled" }) },
    { type: "visit.found", visit: visit(visitId, { ahead: false }) },
    { type: "visit.unknown" },
  ],
  answerNext: ({ visitId }) => [{ type: "next.answered", visitId, wish: {} }],
  sleepLink: ({ visitId }) => [{ type: "link.asleep", patientId: 10 + visitId }, { type: "visit.unknown" }],
  findPhone: () => [
    { type: "phone.found", phone: "+911765220022", clinic: { name: "CHC" } },
    { type: "phone.found", phone: null, clinic: { name: "CHC" } },
  ],
};

const known = new Map<string, readonly Answer[]>();

/** Every shape of answer the use cases may give to an ask; the most usual first. Made once: a walk asks a hundred thousand times. */
export function answersTo(ask: Ask): readonly Answer[] {
  const key = JSON.stringify(ask);
  const answers = known.get(key) ?? (some[ask.type] as (of: Ask) => readonly Answer[])(ask);
  known.set(key, answers);
  return answers;
}
