import type { InboundText } from "../../core/inbound.ts";
import { type Form, single } from "./form.ts";

/** The inbound text in a form, or null when what identifies it is missing, empty or ambiguous. */
export function inboundTextOf(form: Form): InboundText | null {
  const providerId = single(form, "MessageSid") ?? "";
  const from = single(form, "From") ?? "";
  const to = form["To"] ?? "";
  const body = form["Body"] ?? "";
  // 34 characters at Twilio, more at compatible providers; these are keys and addresses, never prose.
  if (!/^[\x21-\x7e]{1,64}$/.test(providerId) || from === "" || from.length > 64) return null;
  if (typeof to !== "string" || typeof body !== "string" || to.length > 64) return null;
  const optOut = optOutOf(single(form, "OptOutType"));
  return {
    channel: "twilio-sms",
    providerId,
    from,
    to,
    text: decodedIfBase64(body),
    ...(optOut === undefined ? {} : { optOut }),
  };
}

function optOutOf(type: string | undefined): InboundText["optOut"] {
  const word = type?.toLowerCase();
  return word === "stop" || word === "start" || word === "help" ? word : undefined;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Long texts have been seen to arrive as base64. Like RapidPro's courier we undo that only for 60 characters and more, a
 * length divisible by 4, and a result that is text and at least half ASCII, so that nothing a person types is touched.
 */
function decodedIfBase64(body: string): string {
  const packed = body.replace(/[\r\n]/g, "").trim();
  if (packed.length < 60 || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return body;
  try {
    const text = utf8.decode(Buffer.from(packed, "base64"));
    const letters = [...text];
    const ascii = letters.filter((letter) => letter <= "\x7f").length;
    return ascii * 2 >= letters.length ? text : body;
  } catch {
    return body;
  }
}
