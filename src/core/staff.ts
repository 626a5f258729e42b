import type { Tell } from "./effects.ts";

/** Who may call REST; what each may do stands in the route table. */
export const ROLES = ["receptionist", "doctor", "clinic_admin", "operator", "integrator"] as const;
/** The role of one key. */
export type Role = (typeof ROLES)[number];

/** Roles that a clinic may let waive a fee; without a word of its own it is the admin alone. */
export const WAIVERS = ["receptionist", "doctor", "clinic_admin", "operator"] as const;
/** One of them. */
export type Waiver = (typeof WAIVERS)[number];

/** Whoever calls REST: a key with its role and the locations it is for. */
export type Caller = {
  readonly keyId: number;
  readonly role: Role;
  /** Null = all locations. */
  readonly locationIds: readonly number[] | null;
  readonly ratePerMinute: number;
};

/** Staff, or another system, at work: who calls, and how what people read is put into the caller's language. */
export type Staff = Caller & { readonly inWords: (tells: readonly Tell[]) => string };

/** Whether a location is within the caller's scope. */
export function mayUse({ locationIds }: Caller, locationId: number): boolean {
  return locationIds === null || locationIds.includes(locationId);
}
