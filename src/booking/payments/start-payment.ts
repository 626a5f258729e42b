import type { Answer } from "../../core/effects.ts";
import { owed } from "../../core/payment.ts";
import { type PayWay, WAYS } from "../../core/payment-provider.ts";
import { changeAppointment } from "../../store/appointment-changes.ts";
import { appointmentById } from "../../store/appointments.ts";
import type { Charge } from "../../store/charges.ts";
import { contactById } from "../../store/contacts.ts";
import type { Tx } from "../../store/engine.ts";
import { sumsOf } from "../../store/ledger.ts";
import { createPayment, openPayments, type Payment, withdrawAbove } from "../../store/payments.ts";
import { type Asker, SYSTEM } from "../asker.ts";
import { asksBy } from "./attempt.ts";
import { nothingDue, type Unpaid, unpaidVisit } from "./find-due.ts";
import { sendLink } from "./offer-link.ts";

/** A prompt is answered or gone within a minute; until then a second one would only confuse. */
const PROMPT_LASTS_MS = 60_000;

/** Has the person asked for what she owes, by a provider, after commit; asking twice within a minute asks once. */
export async function startPayment(tx: Tx, asker: Asker, visitId: number, way: PayWay): Promise<Answer> {
  const unpaid = await unpaidVisit(tx, asker, visitId);
  if (!unpaid) return await nothingDue(tx, asker, visitId);
  // Whoever says that she will pay is asked on her own telephone, whoever booked.
  const isOwn = unpaid.visit.contactId === asker.contactId;
  const payerPhone = isOwn ? null : ((await contactById(tx, asker.contactId))?.phone ?? null);
  await startAttempt(tx, unpaid, way, payerPhone);
  return { type: "payment.started" };
}

/** The same for whoever asks; `payerPhone` is whose phone is asked, if not the visit's own. */
export async function startAttempt(tx: Tx, unpaid: Unpaid, way: PayWay, payerPhone: string | null): Promise<void> {
  const { charge } = unpaid;
  await keepFor(tx, unpaid, WAYS[way].holdMs);
  const amountMinor = owed({ dueMinor: charge.dueMinor, sums: await sumsOf(tx, charge.id) });
  const open = await openPayments(tx, charge.id);
  const same = open.find((one) => one.provider === way && isStillAsking(one, amountMinor, tx.now));
  if (same) return await sendLink(tx, same);
  // Whoever chooses another way shall not be able to pay by both; a prompt alone cannot be taken back.
  await withdrawAbove(tx, charge.id, 0);
  const { id: chargeId, currency } = charge;
  const attempt = { chargeId, provider: way, amountMinor, currency, providerId: null, payerPhone };
  await createPayment(tx, { ...attempt, state: "requested", todo: "request" });
}

function isStillAsking(open: Payment, amountMinor: number, now: number): boolean {
  if (open.todo === "cancel") return false;
  if (asksBy(open) === "prompt") return open.createdAt > now - PROMPT_LASTS_MS;
  return open.state !== "submitted" && open.amountMinor === amountMinor;
}

/** Keeps the seat as long as this way of paying takes, from the booking on. */
async function keepFor(tx: Tx, { visit, charge }: { visit: Unpaid["visit"]; charge: Charge }, holdMs: number) {
  const now = (await appointmentById(tx, visit.id)) ?? visit;
  const holdEndsAt = charge.createdAt + holdMs;
  if (holdEndsAt <= (now.holdEndsAt ?? 0)) return;
  await changeAppointment(tx, now, { holdEndsAt }, { actor: SYSTEM, act: "extend" });
}
