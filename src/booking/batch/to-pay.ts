import type { LineResult } from "../../core/receipt.ts";
import { type Sentence, sentence } from "../../core/sentence.ts";
import type { Appointment } from "../../store/appointments.ts";
import type { Tx } from "../../store/engine.ts";
import { stillDue } from "../payments/still-due.ts";
import { named, type Person, result } from "./scene.ts";

/** How much is to be paid for a person's visit that waits for its fee, and until when. */
export async function payLine(tx: Tx, person: Person, visit: Appointment): Promise<Sentence> {
  const { fee, until: before } = await stillDue(tx, visit);
  return sentence("receipt.pay", { ...named(person), fee, before });
}

/** What a line comes to whose visit waits for its fee; where there is room, which time it is for. */
export async function toPay(tx: Tx, person: Person, visit: Appointment, isChange: boolean): Promise<LineResult> {
  const time = sentence("receipt.time", { when: { at: visit.startAt, zone: visit.zone } });
  return result(await payLine(tx, person, visit), { more: [time], visits: [visit.id], isChange });
}
