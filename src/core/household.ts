import type { Privacy } from "./appointment.ts";

/** What one person of a phone may settle for herself there. */
export type HouseholdAsk =
  | { readonly type: "findLink"; readonly patientId: number }
  | { readonly type: "setPrivacy"; readonly patientId: number; readonly privacy: Privacy }
  | { readonly type: "setNickname"; readonly patientId: number; readonly name: string };

/** What comes of it; a refusal is that of any use case. */
export type HouseholdAnswer =
  /** Her code, and whether our texts may name the doctor here. */
  | { readonly type: "link.found"; readonly code: string; readonly mayBeOvert: boolean }
  | { readonly type: "privacy.set"; readonly privacy: Privacy; readonly code: string }
  | { readonly type: "nickname.set"; readonly nickname: string }
  /** Somebody else whom this phone shows is called so. */
  | { readonly type: "nickname.taken" };
