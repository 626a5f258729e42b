import type { Staff } from "../../core/staff.ts";
import type { Tx } from "../../store/engine.ts";
import { bookVisit } from "./book-visit.ts";
import { cancelForStaff, confirmForStaff, moveForStaff } from "./change-visit.ts";
import type { Found, Outcome } from "./done.ts";
import { closeDay, createException, deleteException, listExceptions } from "./exceptions.ts";
import { listMessages, listTimers } from "./follow-up.ts";
import { findFreeSlots, findSlotsOfDoctor } from "./free-slots.ts";
import { extendHold, holdTime, releaseTime } from "./hold-time.ts";
import { changeLink, createLink, listLinks, readLink } from "./links.ts";
import { changeLocation, findLocations, readLocation } from "./locations.ts";
import { recordArrival, recordFulfilment, recordNoShow } from "./outcomes.ts";
import {
  changePatient,
  createPatient,
  findPatients,
  readPatient,
  resetPatientPin,
  unlockPatientPin,
} from "./patients.ts";
import { payVisit } from "./pay-visit.ts";
import { listPayments, readPayment, refundPayment, takePayment, waivePayment } from "./payments.ts";
import { findPractitioners, readPractitioner } from "./practitioners.ts";
import { listVisits, readDay, readVisit } from "./read-visits.ts";
import { changeSchedule, createSchedule, listSchedules, readSchedule } from "./schedules.ts";
import { issueTicketFor } from "./stream-ticket.ts";
import { finishTaskForStaff, listTasks } from "./tasks.ts";
import {
  changeWorkerForStaff,
  createWorker,
  givePatientsToWorker,
  handOverPatients,
  listWorkersForStaff,
  readWorker,
  resetPinOfWorker,
  unlockWorkerForStaff,
} from "./workers.ts";

type Run<Input, Value> = (tx: Tx, staff: Staff, input: Input) => Promise<Outcome<Value>>;

/**
 * One thing staff may do. A *look* tells nothing about patients and reads without waiting for anybody; a *read* is written
 * down before it is answered; a *change* may be guarded: then whoever makes it must have seen the present version.
 */
type Operation<Input, Value> = {
  readonly kind: "look" | "read" | "change";
  readonly run: Run<Input, Value>;
  readonly guard?: (tx: Tx, staff: Staff, input: Input) => Promise<Found<unknown>>;
};

function look<Input, Value>(run: Run<Input, Value>): Operation<Input, Value> {
  return { kind: "look", run };
}

function read<Input, Value>(run: Run<Input, Value>): Operation<Input, Value> {
  return { kind: "read", run };
}

function change<Input, Value>(
  run: Run<Input, Value>,
  guard?: Operation<Input, Value>["guard"],
): Operation<Input, Value> {
  return { kind: "change", run, ...(guard ? { guard } : {}) };
}

/** Everything that can be done over REST; who may do what stands in the route table. */
export const OPERATIONS = {
  findPractitioners: look(findPractitioners),
  readPractitioner: look(readPractitioner),
  findLocations: look(findLocations),
  readLocation: look(readLocation),
  changeLocation: change(changeLocation, readLocation),
  findSlots: look(findFreeSlots),
  findSlotsOfDoctor: look(findSlotsOfDoctor),
  holdTime: change(holdTime),
  extendHold: change(extendHold),
  releaseHold: change(releaseTime),
  bookVisit: change(bookVisit),
  readVisit: read(readVisit),
  listVisits: read(listVisits),
  cancelVisit: change(cancelForStaff, readVisit),
  moveVisit: change(moveForStaff, readVisit),
  confirmVisit: change(confirmForStaff, readVisit),
  recordArrival: change(recordArrival, readVisit),
  recordFulfilment: change(recordFulfilment, readVisit),
  recordNoShow: change(recordNoShow, readVisit),
  listMessages: read(listMessages),
  listTimers: read(listTimers),
  readDay: read(readDay),
  payVisit: change(payVisit),
  listPayments: read(listPayments),
  readPayment: read(readPayment),
  takePayment: change(takePayment),
  waivePayment: change(waivePayment),
  refundPayment: change(refundPayment),
  createPatient: change(createPatient),
  findPatients: read(findPatients),
  readPatient: read(readPatient),
  changePatient: change(changePatient, readPatient),
  resetPatientPin: change(resetPatientPin),
  unlockPatientPin: change(unlockPatientPin),
  listLinks: read(listLinks),
  createLink: change(createLink),
  readLink: read(readLink),
  changeLink: change(changeLink, readLink),
  createWorker: change(createWorker),
  listWorkers: read(listWorkersForStaff),
  readWorker: read(readWorker),
  changeWorker: change(changeWorkerForStaff, readWorker),
  unlockWorker: change(unlockWorkerForStaff),
  resetWorkerPin: change(resetPinOfWorker),
  givePatients: change(givePatientsToWorker),
  handOverPatients: change(handOverPatients),
  listSchedules: look(listSchedules),
  readSchedule: look(readSchedule),
  createSchedule: change(createSchedule),
  changeSchedule: change(changeSchedule, readSchedule),
  listExceptions: look(listExceptions),
  createException: change(createException),
  deleteException: change(deleteException),
  closeDay: change(closeDay),
  listTasks: look(listTasks),
  finishTask: change(finishTaskForStaff),
  issueTicket: change(issueTicketFor),
} as const;

/** The name of an operation. */
export type OperationName = keyof typeof OPERATIONS;
/** What an operation is told. */
export type InputOf<Name extends OperationName> = Parameters<(typeof OPERATIONS)[Name]["run"]>[2];
/** What an operation answers, when it is done. */
export type ValueOf<Name extends OperationName> = Extract<
  Awaited<ReturnType<(typeof OPERATIONS)[Name]["run"]>>,
  Found<unknown>
>["value"];

/** Any operation, once its input has been checked against its route. */
export function operation(name: OperationName): Operation<never, unknown> {
  return OPERATIONS[name];
}
