import type { Care, Gender, Names } from "../../core/places.ts";
import { refuse } from "../../core/problem.ts";
import type { Money } from "../../core/sentence.ts";
import type { Staff } from "../../core/staff.ts";
import type { Tx } from "../../store/engine.ts";
import { activePractitioners } from "../../store/places.ts";
import { findByName } from "../find-by-name.ts";
import { feeOf } from "../offer.ts";
import type { Found } from "./done.ts";
import { freeIn, type SlotView, slotView } from "./free-slots.ts";
import { type OfficeFilter, officesInScope, rounded, type ScopedOffice } from "./offices.ts";
import type { Page } from "./page.ts";

/** A practitioner as REST shows her: where she sits, and when she is free next. */
export type PractitionerView = {
  readonly doctorId: number;
  readonly names: Names;
  readonly specialties: readonly Care[];
  readonly languages: readonly string[];
  readonly gender: Gender;
  /** Her own, where a clinic says nothing else. */
  readonly fee?: Money;
  readonly offices: readonly { readonly locationId: number; readonly fee?: Money; readonly km?: number }[];
  readonly nextFree?: SlotView;
};

/** A search for practitioners; `name` is what somebody heard, so one wrong letter in a long word is forgiven. */
export type PractitionerSearch = OfficeFilter & Page & { readonly name?: string | undefined };

/** Practitioners who fit, nearest first where a point is given. */
export async function findPractitioners(
  tx: Tx,
  staff: Staff,
  search: PractitionerSearch,
): Promise<Found<{ readonly practitioners: readonly PractitionerView[]; readonly next?: string }>> {
  const named = search.name === undefined ? null : await practitionersCalled(tx, search.name);
  const offices = (await officesInScope(tx, staff, search)).filter(
    ({ practitionerId }) => named === null || named.has(practitionerId),
  );
  const ids = [...new Set(offices.map(({ practitionerId }) => practitionerId))];
  const from = search.after === undefined ? 0 : ids.indexOf(Number(search.after)) + 1;
  const page = ids.slice(from, from + search.limit);
  const shown = new Set(page);
  const views = await viewsOf(
    tx,
    offices.filter(({ practitionerId }) => shown.has(practitionerId)),
  );
  const next = from + page.length < ids.length ? { next: String(page.at(-1)) } : {};
  return { value: { practitioners: views, ...next } };
}

/** One practitioner with an office in the caller's scope. */
export async function readPractitioner(
  tx: Tx,
  staff: Staff,
  { doctorId }: { readonly doctorId: number },
): Promise<Found<PractitionerView>> {
  const [view] = await viewsOf(tx, await officesInScope(tx, staff, { doctorId }));
  return view ? { value: view } : refuse({ type: "not-found" });
}

async function practitionersCalled(tx: Tx, name: string): Promise<ReadonlySet<number>> {
  const found = await findByName(tx, name.split(/\s+/u));
  return new Set(found.type === "names.found" ? found.practitioners.map(({ id }) => id) : []);
}

async function viewsOf(tx: Tx, offices: readonly ScopedOffice[]): Promise<readonly PractitionerView[]> {
  const byPractitioner = new Map<number, ScopedOffice[]>();
  for (const office of offices) {
    const known = byPractitioner.get(office.practitionerId);
    if (known) known.push(office);
    else byPractitioner.set(office.practitionerId, [office]);
  }
  const spans = offices.map(({ scheduleId, open }) => ({ scheduleId, ...open }));
  const free = (await freeIn(tx, offices, spans, 1)).toSorted((a, b) => a.slot.startAt - b.slot.startAt);
  const people = new Map((await activePractitioners(tx)).map((person) => [person.id, person]));
  return [...byPractitioner].flatMap(([doctorId, hers]) => {
    const person = people.get(doctorId);
    if (!person) return [];
    const { names, specialties, languages, gender } = person;
    const fee = feeOf(person);
    const nextFree = free.find(({ office }) => office.practitionerId === doctorId);
    return [
      {
        ...{ doctorId, names, specialties, languages, gender },
        ...(fee ? { fee } : {}),
        offices: placesOf(hers),
        ...(nextFree ? { nextFree: slotView(nextFree) } : {}),
      },
    ];
  });
}

/** A practitioner with two schedules at one clinic sits there once. */
function placesOf(offices: readonly ScopedOffice[]): PractitionerView["offices"] {
  const places = new Map(offices.map((office) => [office.locationId, office]));
  return [...places.values()].map((office) => {
    const fee = feeOf(office);
    const { locationId, km } = office;
    return { locationId, ...(fee ? { fee } : {}), ...(km === null ? {} : { km: rounded(km) }) };
  });
}
