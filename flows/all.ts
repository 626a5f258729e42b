import type { Flow, Flows } from "../src/core/flow.ts";
import { batchFlow } from "./batch.ts";
import { bookFlow } from "./book.ts";
import { cancelFlow } from "./cancel.ts";
import { careFlow } from "./care.ts";
import { changePinFlow } from "./change-pin.ts";
import { easyFlow } from "./easy.ts";
import { findFlow } from "./find.ts";
import { forWhomFlow } from "./for-whom.ts";
import { greetFlow } from "./greet.ts";
import { handOverFlow } from "./hand-over.ts";
import { helpFlow } from "./help.ts";
import { languageFlow } from "./language.ts";
import { menuFlow } from "./menu.ts";
import { moveFlow } from "./move.ts";
import { narrowFlow } from "./narrow.ts";
import { payFlow } from "./pay.ts";
import { peopleFlow } from "./people.ts";
import { phoneFlow } from "./phone.ts";
import { pickVisitFlow } from "./pick-visit.ts";
import { pinFlow } from "./pin.ts";
import { pushFlow } from "./push.ts";
import { registerFlow } from "./register.ts";
import { setPinFlow } from "./set-pin.ts";
import { startFlow } from "./start.ts";
import { stopFlow } from "./stop.ts";
import { visitKeyFlow } from "./visit-key.ts";
import { visitsFlow } from "./visits.ts";
import { workerFlow } from "./worker.ts";
import { workerCodeFlow } from "./worker-code.ts";
import { workerCommandFlow } from "./worker-command.ts";
import { workerPinFlow } from "./worker-pin.ts";
import { yearOfBirthFlow } from "./year-of-birth.ts";

const list: readonly Flow[] = [
  batchFlow,
  bookFlow,
  cancelFlow,
  careFlow,
  changePinFlow,
  easyFlow,
  findFlow,
  forWhomFlow,
  greetFlow,
  handOverFlow,
  helpFlow,
  languageFlow,
  menuFlow,
  moveFlow,
  narrowFlow,
  payFlow,
  peopleFlow,
  phoneFlow,
  pickVisitFlow,
  pinFlow,
  pushFlow,
  registerFlow,
  setPinFlow,
  startFlow,
  stopFlow,
  visitKeyFlow,
  visitsFlow,
  workerCodeFlow,
  workerCommandFlow,
  workerFlow,
  workerPinFlow,
  yearOfBirthFlow,
];

/** Every flow there is; a new one is its file and one line here. */
export const FLOWS: Flows = new Map(list.map((flow) => [flow.name, flow]));
