import { appointmentById } from "../../store/appointments.ts";
import { chargeById } from "../../store/charges.ts";
import type { Tx } from "../../store/engine.ts";
import { type Payment, paymentAt, setPayment } from "../../store/payments.ts";
import { tellLink } from "./tell-payer.ts";

/** No vowels: no word is spelled by accident, and no digit looks like a letter. */
const LETTERS = "23456789bcdfghjkmnpqrstvwxyz";
/** 48 bits: links are open for minutes, so none is found by trying. */
const LETTERS_IN_CODE = 10;

/** Keeps where a person may pay, under a short address of our own, and sends her that. */
export async function offerLink(tx: Tx, payment: Payment, link: string, pages: string): Promise<void> {
  const page = `${pages}${codeOf(tx.random(LETTERS_IN_CODE))}`;
  await setPayment(tx, payment.id, { link, page });
  await sendLink(tx, { ...payment, page });
}

function codeOf(random: Uint8Array): string {
  return [...random].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** Texts her the address of an open link, as often as she asks. */
export async function sendLink(tx: Tx, { chargeId, page, payerPhone }: Payment): Promise<void> {
  const charge = chargeId === null ? undefined : await chargeById(tx, chargeId);
  const visit = charge && (await appointmentById(tx, charge.appointmentId));
  if (!charge || visit?.state !== "pending_payment" || page === null) return;
  await tellLink(tx, visit, page, payerPhone);
}

/** Where the short address leads: to the provider while its visit waits for money, and nowhere any more after that. */
export async function linkBehind(tx: Tx, page: string): Promise<string | null> {
  const payment = await paymentAt(tx, page);
  const charge = payment?.chargeId == null ? undefined : await chargeById(tx, payment.chargeId);
  const visit = charge && (await appointmentById(tx, charge.appointmentId));
  const isOpen = visit?.state === "pending_payment" && (visit.holdEndsAt ?? 0) > tx.now;
  return payment?.state === "offered" && isOpen ? payment.link : null;
}
