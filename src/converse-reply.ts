import type { Turn } from "./converse-turn.ts";
import { openPrompt } from "./core/dialog.ts";
import type { Tell } from "./core/effects.ts";
import type { Reply, Said } from "./core/inbound.ts";
import { say } from "./core/say.ts";
import type { Speaking } from "./core/speaking.ts";
import { type Progress, postponed } from "./core/turn.ts";
import { type InlineReceipt, writeReceipt } from "./store/messages.ts";

/** What one turn may send, in segments (DESIGN 6.2). */
const SEGMENTS_MAX = 2;

type Answering = Turn & { readonly parts: { readonly speaking: Speaking } };

/** What a turn answers: mostly one message; one of a worker's receipt in up to three. */
export async function replyOf(turn: Answering, tells: readonly Tell[], language: string): Promise<Reply | null> {
  const messages: Said[] = [];
  for (const message of turn.parts.speaking.messages(tells, language)) {
    const text = turn.parts.speaking.text(message, language);
    if (text === null) continue;
    const messageId = await receipt(turn, message, text);
    messages.push(messageId === null ? { text } : { text, messageId });
  }
  const [first, ...more] = messages;
  if (!first) return null;
  return more.length === 0 ? first : { ...first, more };
}

/** The emergency number comes first; a question that does not fit beside it is asked when she writes again. */
export function urgent({ parts, home }: Answering, progress: Progress, language: string): Progress {
  const call = say("emergency.call", { phone: home.emergencyNumber });
  const whole = { ...progress, tells: [call, ...progress.tells] };
  // A receipt has kept room for it.
  if (progress.tells.some(({ type }) => type === "receipt")) return whole;
  const text = parts.speaking.text(whole.tells, language) ?? "";
  if (parts.speaking.segments(text) <= SEGMENTS_MAX || openPrompt(progress.dialog) === null) return whole;
  const said = progress.tells.filter((tell) => tell.type !== "prompt");
  return { ...postponed(progress), tells: [call, ...said, say("emergency.later")] };
}

/** A reply that says booked, moved or cancelled is kept as a message, so that its delivery can be followed. */
async function receipt(turn: Answering, tells: readonly Tell[], text: string): Promise<string | null> {
  const about = tells.flatMap(receiptAbout)[0];
  if (!about) return null;
  const id = await writeReceipt(turn.tx, {
    ...about,
    contactId: turn.contact.id,
    channel: turn.channel,
    sender: turn.home.gatewayNumber ?? "",
    // The question is left out: by the time this is said once more the dialog may have moved on.
    content: tells.filter(({ type }) => type !== "prompt"),
    segments: turn.parts.speaking.segments(text),
  });
  return String(id);
}

function receiptAbout(tell: Tell): readonly Pick<InlineReceipt, "visit" | "purpose">[] {
  if (tell.type === "receipt") return tell.isKept ? [{ visit: null, purpose: "receipt" }] : [];
  if (tell.type !== "say" || !tell.receipt) return [];
  const { visitId, version, purpose } = tell.receipt;
  return [{ visit: { id: visitId, version }, purpose }];
}
