import type { Privacy } from "../core/appointment.ts";
import type { Answer } from "../core/effects.ts";
import { type Actor, writeAudit } from "../store/audit.ts";
import type { Tx } from "../store/engine.ts";
import { isNicknameShown, type LinkId, linkOf, writeNickname, writePrivacy } from "../store/privacy.ts";
import { type Asker, actorOf } from "./asker.ts";
import { nicknameOf } from "./nickname.ts";

/** Why texts over a link may not name the doctor; null if they may. */
export type WhyNotOvert = "shared-phone" | "has-pin";

/** A doctor's name is for who alone reads a telephone: one person, with nothing to hide behind a PIN (DESIGN 6.2). */
export async function whyNotOvert(tx: Tx, link: LinkId): Promise<WhyNotOvert | null> {
  const found = await linkOf(tx, link);
  if (found?.hasPin) return "has-pin";
  return found && found.serves > 1 ? "shared-phone" : null;
}

/** What a person may settle about herself on this telephone. */
export async function findLink(tx: Tx, { contactId }: Asker, patientId: number): Promise<Answer> {
  const link = await ownLink(tx, { contactId, patientId });
  if ("refused" in link) return link.refused;
  return {
    type: "link.found",
    code: link.code,
    mayBeOvert: (await whyNotOvert(tx, { contactId, patientId })) === null,
  };
}

/** Settles how much our texts to this telephone may tell about a person. */
export async function setPrivacy(tx: Tx, asker: Asker, patientId: number, privacy: Privacy): Promise<Answer> {
  const id = { contactId: asker.contactId, patientId };
  const link = await ownLink(tx, id);
  if ("refused" in link) return link.refused;
  const why = await choosePrivacy(tx, actorOf(asker), id, privacy);
  return why === null ? { type: "privacy.set", privacy, code: link.code } : refused("shared");
}

/** Settles it for whoever has shown that she may; why not, or null where it is done. */
export async function choosePrivacy(
  tx: Tx,
  actor: Actor,
  id: LinkId,
  privacy: Privacy,
): Promise<WhyNotOvert | "unknown" | null> {
  if (!(await linkOf(tx, id))) return "unknown";
  const why = privacy === "overt" ? await whyNotOvert(tx, id) : null;
  if (why) return why;
  await writePrivacy(tx, id, privacy);
  await noteChange(tx, actor, id);
  return null;
}

/** Gives a person another nickname; no two whom the telephone shows have the same. */
export async function setNickname(tx: Tx, asker: Asker, patientId: number, name: string): Promise<Answer> {
  const id = { contactId: asker.contactId, patientId };
  const link = await ownLink(tx, id);
  if ("refused" in link) return link.refused;
  const nickname = nicknameOf(name);
  if (await isNicknameShown(tx, id, nickname)) return { type: "nickname.taken" };
  await writeNickname(tx, patientId, nickname);
  await noteChange(tx, actorOf(asker), id);
  return { type: "nickname.set", nickname };
}

/** The link of somebody this telephone speaks for, who has given her PIN if she has one. */
async function ownLink(tx: Tx, id: LinkId) {
  const link = await linkOf(tx, id);
  if (!link) return { refused: refused("unknown") };
  return link.hasPin && !link.isProven ? { refused: refused("pin") } : link;
}

function refused(reason: "unknown" | "pin" | "shared"): Answer {
  return { type: "refused", refusal: { reason } };
}

async function noteChange(tx: Tx, actor: Actor, { contactId, patientId }: LinkId): Promise<void> {
  const of = { act: "change", entity: "patient", entityId: patientId } as const;
  await writeAudit(tx, { actor, ...of, version: null, detail: { contact: contactId } });
}
