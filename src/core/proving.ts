import type { Call, FlowEvent } from "./effects.ts";

/** Asks the patient for her PIN; comes back at once as right where she has none. */
export function callPin(patientId: number): Call {
  return { type: "call", flow: "pin", input: { owner: { kind: "patient", patientId } } };
}

/** A guard: how asking for a PIN ended. */
export function pinWas(output: "right" | "locked" | "left") {
  return ({ event }: { readonly event: FlowEvent }): boolean =>
    event.type === "flow.returned" && event.output === output;
}
