import { choosePrivacy } from "../booking/household.ts";
import { resetPin, unlockPin } from "../booking/pins.ts";
import type { Privacy } from "../core/appointment.ts";
import { AppError } from "../core/errors.ts";
import { writeAudit } from "../store/audit.ts";
import { contactByPhone } from "../store/contacts.ts";
import type { Tx } from "../store/engine.ts";
import { patientByCode } from "../store/patients.ts";
import type { Command, Shell } from "./command.ts";
import { phoneOf } from "./phone-of.ts";

const STAFF = { kind: "staff", id: null } as const;

const WHY_NOT = {
  unknown: "that telephone does not speak for this patient",
  "shared-phone": "that telephone serves more than one person",
  "has-pin": "this patient has a PIN",
} as const;

type Act = (tx: Tx, patientId: number, words: readonly string[], print: Shell["print"]) => Promise<0 | 1 | 2>;

/** `patient <code> …`: what a patient has changed at the desk about her privacy. */
export const patientCommand: Command = {
  usage: "patient <code> [privacy <number> covert|neutral|overt | reset-pin | unlock-pin]",
  about: "set how much texts to a telephone tell of a patient, take her PIN away or lift its lock",
  run: async ({ engine, print }, [code = "", act = "", ...words]) => {
    const run = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
    if (!run) return 2;
    return await engine.transact(async (tx) => {
      const patient = await patientByCode(tx, code);
      if (!patient) throw new AppError("not_found", `There is no patient ${code}.`);
      return await run(tx, patient.id, words, print);
    });
  },
};

const ACTS: Readonly<Record<string, Act>> = {
  privacy: async (tx, patientId, [number, privacy = "", ...rest], print) => {
    if (number === undefined || !isPrivacy(privacy) || rest.length > 0) return 2;
    const contact = await contactByPhone(tx, await phoneOf(tx, number));
    const why = contact ? await choosePrivacy(tx, STAFF, { contactId: contact.id, patientId }, privacy) : "unknown";
    print(
      why === null ? `Texts to that telephone are ${privacy} from now on.` : `Nothing was changed: ${WHY_NOT[why]}.`,
    );
    return why === null ? 0 : 1;
  },
  "reset-pin": async (tx, patientId, words, print) => {
    if (words.length > 0) return 2;
    const had = await resetPin(tx, { kind: "patient", patientId });
    await note(tx, patientId, "pin.reset");
    print(had ? "The PIN is taken away; she may set another." : "There was no PIN.");
    return 0;
  },
  "unlock-pin": async (tx, patientId, words, print) => {
    if (words.length > 0) return 2;
    const has = await unlockPin(tx, { kind: "patient", patientId });
    await note(tx, patientId, "pin.unlock");
    print(has ? "The PIN is taken again." : "There is no PIN.");
    return 0;
  },
};

function isPrivacy(word: string): word is Privacy {
  return word === "covert" || word === "neutral" || word === "overt";
}

async function note(tx: Tx, patientId: number, act: string): Promise<void> {
  await writeAudit(tx, { actor: STAFF, act, entity: "patient", entityId: patientId, version: null, detail: null });
}
