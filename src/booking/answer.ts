import type { Answer, Ask } from "../core/effects.ts";
import { switchEasy } from "../store/contacts.ts";
import type { Tx } from "../store/engine.ts";
import { answerNext, wrongNumber } from "./answer-push.ts";
import type { Asker } from "./asker.ts";
import { runBatch } from "./batch/run-batch.ts";
import { book } from "./book.ts";
import { callLater, callNow, textMenu } from "./call-texts.ts";
import { cancelVisit } from "./cancel-visit.ts";
import { confirmVisit } from "./confirm-visit.ts";
import { findByName } from "./find-by-name.ts";
import { findDays } from "./find-days.ts";
import { findPhone } from "./find-phone.ts";
import { findCares, findDoctors, findPlaces } from "./find-places.ts";
import { findSlots } from "./find-slots.ts";
import { findVisit } from "./find-visit.ts";
import { holdSlot } from "./hold-slot.ts";
import { findLink, setNickname, setPrivacy } from "./household.ts";
import { listLanguages, setLanguage } from "./languages.ts";
import { findPushed, listVisits, visitsInQuestion } from "./list-visits.ts";
import { moveVisit } from "./move-visit.ts";
import { optIn, optOut } from "./opt-out.ts";
import { findDue } from "./payments/find-due.ts";
import { redeemVoucher } from "./payments/redeem-voucher.ts";
import { startPayment } from "./payments/start-payment.ts";
import { findPerson, listPersons, setYear } from "./persons.ts";
import { findPin, proposePin, setNewPin, tryPin } from "./pin-answers.ts";
import { restoreVisit } from "./restore-visit.ts";
import { findTeam } from "./workers/find-team.ts";
import { findWorker } from "./workers/find-worker.ts";
import { checkPinCode, sendPinCode } from "./workers/pin-code.ts";

export type { Asker };

type UseCases = {
  readonly [T in Ask["type"]]: (tx: Tx, asker: Asker, ask: Extract<Ask, { readonly type: T }>) => Promise<Answer>;
};

const useCases: UseCases = {
  findSlots: (tx, asker, ask) => findSlots(tx, asker, ask.wish, ask.moving),
  findByName: (tx, _, ask) => findByName(tx, ask.words),
  findPlaces: (tx, asker, ask) => findPlaces(tx, asker, ask.care),
  findDays: (tx, asker, ask) => findDays(tx, asker, ask.wish),
  findCares: (tx) => findCares(tx),
  holdSlot: (tx, asker, ask) => holdSlot(tx, asker, ask.slotId, ask.care),
  listPersons: (tx, asker) => listPersons(tx, asker),
  findPerson: (tx, asker, ask) => findPerson(tx, asker, ask.code),
  book: (tx, asker, ask) => book(tx, asker, ask.holdId, ask.who),
  listVisits: (tx, asker, ask) => listVisits(tx, asker, ask.patientId),
  visitsInQuestion: (tx, asker) => visitsInQuestion(tx, asker),
  findVisit: (tx, asker, ask) => findVisit(tx, asker, ask.reference),
  moveVisit: (tx, asker, ask) => moveVisit(tx, asker, ask.visitId, ask.slotId),
  cancelVisit: (tx, asker, ask) => cancelVisit(tx, asker, ask.visitId),
  confirmVisit: (tx, asker, ask) => confirmVisit(tx, asker, ask.visitId),
  restoreVisit: (tx, asker, ask) => restoreVisit(tx, asker, ask.visitId),
  listLanguages: (tx, asker) => listLanguages(tx, asker),
  setLanguage: (tx, asker, ask) => setLanguage(tx, asker, ask.language),
  findLink: (tx, asker, ask) => findLink(tx, asker, ask.patientId),
  setPrivacy: (tx, asker, ask) => setPrivacy(tx, asker, ask.patientId, ask.privacy),
  setNickname: (tx, asker, ask) => setNickname(tx, asker, ask.patientId, ask.name),
  setYear: (tx, asker, ask) => setYear(tx, asker, ask.patientId, ask.year),
  optOut: (tx, asker, ask) => optOut(tx, asker, ask.patientId),
  optIn: (tx, asker) => optIn(tx, asker),
  findPhone: (tx, asker) => findPhone(tx, asker),
  findPushed: (tx, asker, ask) => findPushed(tx, asker, ask.visitId),
  answerNext: (tx, asker, ask) => answerNext(tx, asker, ask.visitId),
  sleepLink: (tx, asker, ask) => wrongNumber(tx, asker, ask.visitId),
  findDoctors: (tx, asker, ask) => findDoctors(tx, asker, ask.wish),
  switchEasy: async (tx, asker) => ({ type: "easy.switched", isOn: await switchEasy(tx, asker.contactId) }),
  textMenu: (tx, asker, ask) => textMenu(tx, asker, ask.menu),
  callLater: (tx, asker) => callLater(tx, asker),
  findDue: (tx, asker, ask) => findDue(tx, asker, ask.visitId),
  startPayment: (tx, asker, ask) => startPayment(tx, asker, ask.visitId, ask.way),
  findPin: (tx, asker, ask) => findPin(tx, asker, ask.owner),
  checkPin: (tx, asker, ask) => tryPin(tx, asker, ask.owner, ask.digits),
  proposePin: (tx, _, ask) => proposePin(tx, ask.owner, ask.digits),
  setPin: (tx, asker, ask) => setNewPin(tx, asker, ask.owner, ask),
  checkPinCode: (tx, asker, ask) => checkPinCode(tx, asker, ask.workerId, ask.code),
  sendPinCode: (tx, asker, ask) => sendPinCode(tx, asker, ask.workerId),
  callNow: (tx, asker) => callNow(tx, asker),
  runBatch: (tx, asker, ask) => runBatch(tx, asker, ask),
  findWorker: (tx, asker, ask) => findWorker(tx, asker, ask.act),
  findTeam: (tx, asker) => findTeam(tx, asker),
  redeemVoucher: (tx, asker, ask) => redeemVoucher(tx, asker, ask.visitId, ask.code),
};

/** Answers what a flow asks, inside the transaction of its turn. */
export function answer(tx: Tx, asker: Asker, ask: Ask): Promise<Answer> {
  const useCase = useCases[ask.type] as (tx: Tx, asker: Asker, ask: Ask) => Promise<Answer>;
  return useCase(tx, asker, ask);
}
