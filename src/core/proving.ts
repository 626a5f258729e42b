import type { Call, FlowEvent } from "./effects.ts";

/** Asks the patient for her PIN; comes back at once where she has none. */
export function callPin(patientId: number): Call {
  return { type: "call", flow: "pin", input: { owner: { kind: "patient", patientId } } };
}

/** A guard: the PIN was right. */
export function isRight({ event }: Heard): boolean {
  return event.type === "flow.returned" && event.output === "right";
}

/** A guard: the PIN was right, or she has none. */
export function isProven({ event }: Heard): boolean {
  return isRight({ event }) || (event.type === "flow.returned" && event.output === "none");
}

/** A guard: the PIN is locked, and she was told so. */
export function isLocked({ event }: Heard): boolean {
  return event.type === "flow.returned" && event.output === "locked";
}

type Heard = { readonly event: FlowEvent };
