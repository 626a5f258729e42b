import type { CallScript } from "../../core/call-script.ts";
import type { DeliveryReport } from "../../core/delivery.ts";
import type { EndedCall, InboundCall, MissedCall } from "../../core/inbound.ts";
import { callReportOf } from "./call-report.ts";
import { callTwiml, type Recordings } from "./call-twiml.ts";
import { type Form, single } from "./form.ts";
import { missedCallOf } from "./missed-call.ts";
import { document, element } from "./twiml.ts";
import { queryOf, type Received, receiver, type Signing, type WebhookRequest } from "./webhook.ts";

/** What a report of a call tells: that it is over, and what became of the message that it carries, if it is one of ours. */
export type CallProgress = Readonly<{ ended: EndedCall | null; report: DeliveryReport | null }>;

/** Calls through Twilio: understands its webhooks and writes its answers. */
export type TwilioVoice = Readonly<{
  /** A call was answered. */
  answered: (request: WebhookRequest) => Received<InboundCall>;
  /** Keys were pressed, or nothing was in time. */
  keys: (request: WebhookRequest) => Received<InboundCall>;
  /** Something is reported of a call. */
  progress: (request: WebhookRequest) => Received<CallProgress>;
  /** Somebody rang to be called back. */
  missed: (request: WebhookRequest) => Received<MissedCall>;
  /** The answer to that, which leaves the call untaken, so that nobody is charged. */
  rejection: string;
  /** The body of an answer, always `text/xml`. */
  render: (script: CallScript) => string;
}>;

/** Call states after which nothing more is said (Twilio's Call resource). */
const ENDS: ReadonlySet<string> = new Set(["completed", "busy", "failed", "no-answer", "canceled"]);

/** Turns of a call have at most three digits, and options of a question two. */
const NUMBER = /^\d{1,3}$/;

/** The voice channel of one Twilio account. */
export function twilioVoice(options: Signing & Readonly<{ recordings: Recordings }>): TwilioVoice {
  const received = receiver(options);
  return {
    answered: (request) => received(request, (form) => callOf(form, 0, null)),
    keys: (request) => {
      const query = queryOf(request.originalUrl);
      const turn = query.get("n") ?? "";
      const option = query.get("o");
      return received(request, (form) => {
        if (!NUMBER.test(turn) || (option !== null && !NUMBER.test(option))) return null;
        return callOf(form, Number(turn), option === null ? null : Number(option));
      });
    },
    progress: (request) => {
      const messageId = queryOf(request.originalUrl).get("m");
      return received(request, (form) => {
        const who = whoIn(form);
        if (!who) return null;
        const ended = ENDS.has(single(form, "CallStatus") ?? "") ? who : null;
        return { ended, report: messageId === null ? null : callReportOf(form, messageId) };
      });
    },
    missed: (request) => received(request, missedCallOf),
    rejection: document([element("Reject", { reason: "busy" }, [])]),
    render: (script) => callTwiml(script, options),
  };
}

function callOf(form: Form, turn: number, option: number | null): InboundCall | null {
  const who = whoIn(form);
  const digits = single(form, "Digits") ?? "";
  if (!who || !/^[0-9*#]{0,32}$/.test(digits)) return null;
  const speech = single(form, "SpeechResult");
  return {
    ...{ ...who, turn, keys: { digits, option } },
    ...(isOutbound(form) && { isOurs: true }),
    ...(speech !== undefined && { speech }),
  };
}

function isOutbound(form: Form): boolean {
  return (single(form, "Direction") ?? "").startsWith("outbound");
}

/** Who talks with which of our numbers, whoever rang whom; null where that is missing or ambiguous. */
function whoIn(form: Form): EndedCall | null {
  const callId = single(form, "CallSid") ?? "";
  const from = single(form, "From") ?? "";
  const to = single(form, "To") ?? "";
  if (!/^[\x21-\x7e]{1,64}$/.test(callId) || from.length > 64 || to === "" || to.length > 64) return null;
  const isOurs = isOutbound(form);
  return { channel: "twilio-voice", callId, person: isOurs ? to : from, ours: isOurs ? from : to };
}
