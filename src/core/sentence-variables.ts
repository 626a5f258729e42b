/* Generated from locales/en/say.json by `npm run sentences`; do not edit. */

// biome-ignore format: one key a line would be hundreds of lines
type PlainSentence =
  | "menu.title" | "menu.book" | "menu.visits" | "menu.language" | "menu.phone" | "language.title" | "language.done"
  | "phone.stuck" | "care.title" | "care.more" | "find.other" | "find.more" | "find.taken" | "find.widened"
  | "find.again" | "find.unknown" | "find.which" | "find.gone" | "find.none.doctor" | "narrow.title" | "narrow.day"
  | "narrow.place" | "narrow.woman" | "narrow.doctor" | "narrow.language" | "narrow.day.title" | "narrow.place.title"
  | "narrow.language.title" | "narrow.doctor.title" | "whom.title" | "whom.other" | "whom.name" | "whom.another"
  | "whom.unknown" | "year.title" | "year.skip" | "year.skipped" | "booked.head" | "visit.keys"
  | "visit.was.cancelled" | "visit.begun" | "refused.care" | "refused.overlap" | "limit.visits" | "limit.persons"
  | "visits.none" | "visits.none.short" | "visits.which" | "visits.more" | "visits.unknown" | "move.head"
  | "move.keys" | "move.kept" | "move.overlap" | "cancel.which" | "cancel.none" | "cancel.stop" | "cancel.keep"
  | "cancel.kept" | "cancel.head" | "cancel.keys" | "confirm.head" | "confirm.keys" | "restore.head" | "restore.gone"
  | "stop.whom" | "stop.all" | "stop.done" | "start.done" | "emergency.later" | "limit.texts" | "dialog.outdated"
  | "dialog.old" | "unclear.name" | "unclear.year" | "unclear.blanks" | "unclear.choice" | "menu.easy" | "narrow.date"
  | "narrow.date.title" | "whom.new" | "whom.code" | "whom.code.title" | "call.silence" | "call.wrong" | "call.next"
  | "call.bye" | "call.proof" | "call.resume" | "call.resume.go" | "call.resume.new" | "call.other"
  | "call.withheld.none" | "call.sorry" | "call.dropped" | "call.first" | "help.title" | "help.text" | "help.phone"
  | "help.later" | "help.person" | "help.text.done" | "help.later.done" | "help.person.done" | "easy.on" | "easy.off"
  | "call.wrong.number" | "problem.invalid-request" | "problem.slot-unavailable" | "problem.patient-busy"
  | "problem.wrong-state" | "problem.hold-limit" | "problem.stale-version" | "problem.version-required"
  | "problem.rate-limited" | "problem.temporarily-unavailable" | "problem.auth-required" | "problem.forbidden"
  | "problem.https-required" | "problem.not-found" | "problem.method-not-allowed" | "problem.payload-too-large"
  | "problem.unsupported-media-type" | "problem.idempotency-key-missing" | "problem.idempotency-key-reused"
  | "problem.internal-error" | "push.reminder" | "push.booked" | "push.moved" | "push.cancelled" | "push.rebook"
  | "push.coming" | "push.other" | "push.cannot" | "push.book" | "push.unneeded" | "push.not.me" | "push.who"
  | "push.wrong" | "push.somebody" | "push.back" | "push.show" | "push.slept" | "push.declined" | "pay.later"
  | "pay.keys" | "pay.part" | "pay.done" | "pay.gone" | "pay.late" | "pay.late.free" | "pay.late.keys"
  | "pay.other.fee" | "pay.code.used" | "pay.code.currency" | "pay.mpesa" | "pay.voucher" | "pay.asked" | "pay.failed"
  | "unclear.pin" | "pin.ask" | "pin.ask.worker" | "pin.by.call" | "pin.leave" | "pin.call.soon" | "pin.wrong"
  | "pin.wrong.last" | "pin.delete" | "pin.new" | "pin.again" | "pin.set" | "pin.weak" | "pin.differs" | "pin.code"
  | "pin.code.new" | "pin.code.wrong" | "pin.code.enough" | "worker.title" | "worker.pin" | "worker.own"
  | "worker.left" | "worker.locked" | "find.plain" | "find.none.plain" | "whom.closed" | "stop.done.other"
  | "people.entry" | "people.title" | "people.visits" | "people.privacy" | "people.pin" | "people.nickname"
  | "people.whom" | "people.unknown" | "privacy.title" | "privacy.covert" | "privacy.neutral" | "privacy.overt"
  | "privacy.set.covert" | "privacy.set.neutral" | "privacy.set.overt" | "nickname.title" | "nickname.taken"
  | "receipt.for.morning" | "receipt.for.booked" | "receipt.for.moved" | "receipt.for.cancelled" | "receipt.for.again"
  | "worker.help.book" | "worker.help.move" | "worker.help.cancel" | "worker.help.outcome" | "worker.help.list"
  | "worker.help.find" | "worker.help.new" | "worker.help.after" | "worker.old" | "worker.texted" | "receipt.other"
  | "receipt.none.list" | "receipt.none.found" | "receipt.none.due" | "pay.stripe" | "pay.link.asked"
  | "pay.link.thanks" | "pay.link.over" | "problem.payment-failed" | "worker.book" | "worker.change" | "worker.list"
  | "worker.outcome" | "worker.register" | "worker.more" | "worker.due" | "worker.commands" | "worker.back"
  | "worker.code.ask" | "worker.day" | "worker.first" | "worker.new.day" | "worker.which" | "worker.move"
  | "worker.cancel" | "worker.saw" | "worker.missed" | "worker.gender" | "worker.woman" | "worker.man"
  | "worker.said.done" | "receipt.for.week" | "worker.hand" | "worker.hand.from" | "worker.hand.to"
  | "worker.hand.which" | "worker.hand.all" | "worker.hand.village" | "worker.hand.code" | "worker.hand.where"
  | "worker.help.hand" | "receipt.hand.back" | "worker.full" | "pin.call.enough" | "worker.said.instead"
  | "worker.said.which" | "worker.said.meant" | "worker.said.none" | "worker.said.not" | "worker.person"
  | "worker.said.back";

/** The variables of each sentence; never, where it has none. */
export type SentenceVariables = { [Key in PlainSentence]: never } & {
  "language.name": "language";
  "phone.line": "clinic" | "phone";
  "phone.none": "clinic";
  care: "care";
  place: "clinic";
  doctor: "doctor";
  person: "name";
  "find.title": "care";
  "find.title.clinic": "care" | "clinic";
  "find.title.doctor": "doctor";
  "find.offer": "at";
  "find.offer.clinic": "at" | "clinic";
  "find.none": "care";
  "narrow.day.label": "day";
  "year.done": "code";
  "visit.covert": "at" | "reference";
  "visit.overt": "at" | "clinic" | "doctor" | "reference";
  "visit.named": "name" | "at" | "clinic" | "reference";
  "visit.neutral": "at" | "clinic" | "reference";
  "visit.label": "at";
  "visit.label.named": "at" | "name";
  "visit.fee": "fee";
  "stop.done.one": "name";
  "emergency.call": "phone";
  "unclear.read": "care";
  "call.withheld": "clinic" | "phone";
  "push.again": "day" | "clinic";
  "push.again.named": "name" | "day" | "clinic";
  "push.again.covert": "day";
  "staff.tasks": "clinic" | "tasks";
  "staff.list": "clinic" | "day" | "count" | "tasks";
  "staff.unpaid": "fee" | "until";
  "pay.code": "fee" | "until";
  "pay.kept": "until";
  "pay.over": "at";
  "pay.title": "fee" | "until";
  "pin.locked": "until";
  "worker.code": "code";
  "people.hidden": "code";
  "nickname.set": "name";
  "receipt.for.visit": "code" | "called" | "when";
  "receipt.for.more": "count";
  "receipt.booked": "code" | "called" | "when";
  "receipt.already": "code" | "called" | "when";
  "receipt.moved": "code" | "called" | "when";
  "receipt.cancelled": "code" | "called" | "when";
  "receipt.seen": "code" | "called";
  "receipt.seen.again": "code" | "called" | "on";
  "receipt.missed": "code" | "called" | "when";
  "receipt.due": "code" | "called" | "on";
  "receipt.new": "code" | "who";
  "receipt.known": "code" | "who";
  "receipt.alike": "called" | "code" | "who";
  "receipt.person": "code" | "who";
  "receipt.time": "when";
  "receipt.code": "code" | "called";
  "receipt.meant": "code";
  "receipt.unknown": "code";
  "receipt.no.code": "count";
  "receipt.no.name": "count";
  "receipt.phone": "called";
  "receipt.day": "code";
  "receipt.care": "code" | "called";
  "receipt.full": "code" | "called";
  "receipt.full.or": "code" | "called";
  "receipt.to.when": "code" | "called";
  "receipt.to.when.or": "code" | "called";
  "receipt.which": "code" | "called";
  "receipt.which.or": "code" | "called";
  "receipt.no.visit": "code" | "called";
  "receipt.busy": "code" | "called" | "when";
  "receipt.early": "code" | "called" | "when";
  "receipt.pay": "code" | "called" | "fee" | "before";
  "receipt.more": "count";
  "receipt.over": "words";
  "receipt.failed": "code";
  "receipt.failed.line": "count";
  "pay.link": "fee" | "until" | "link";
  "pay.back": "fee";
  "pay.over.named": "name" | "at";
  "pay.thanks": "fee";
  "worker.said.booked": "at";
  "worker.said.moved": "at";
  "worker.said.cancelled": "at";
  "worker.said.already": "at";
  "receipt.for.worker": "called" | "words";
  "receipt.handed": "count" | "called" | "who";
  "receipt.hand.none": "called";
  "receipt.no.worker": "called";
  "receipt.no.workers": "count";
  "receipt.which.worker": "called";
  "receipt.worker": "who" | "words";
  "receipt.no.village": "called" | "who";
  "receipt.for.handed.away": "count" | "called";
  "receipt.for.handed.here": "count" | "called";
  "worker.said.code": "code";
  "worker.said.new": "code";
};
