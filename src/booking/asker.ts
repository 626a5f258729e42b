import type { Pushed } from "../core/dialog.ts";
import type { Actor } from "../store/audit.ts";

/** Who asks: a contact, and what its dialog knows of it. */
export type Asker = {
  readonly contactId: number;
  /** The clinic whose number she wrote to. */
  readonly locationId: number | null;
  readonly language: string;
  /** Visits named by the last text that named any, and when. */
  readonly named: readonly number[];
  readonly namedAt: number;
  /** What we wrote of our own accord and she has not answered; absent where that is nothing. */
  readonly pushed?: readonly Pushed[];
  /** The channel she writes on, e.g. `twilio-sms`: where a consent was given. */
  readonly channel: string;
  /** The languages a call can be held in; absent by text, where every language can be written. */
  readonly spoken?: readonly string[];
  /** Set where an enrolled worker acts as one, not for her own household. */
  readonly workerId?: number;
};

/** The contact, or the worker whose number it is, as the one who did something. */
export function actorOf(asker: Asker): Actor {
  return asker.workerId === undefined
    ? { kind: "contact", id: asker.contactId }
    : { kind: "worker", id: asker.workerId };
}

/** Who acts when nobody asked: a hold that lapsed. */
export const SYSTEM: Actor = { kind: "system", id: null };
