/** What a carrier understood, as Twilio tells us of it. */
export type OptOutType = "STOP" | "START" | "HELP";

/** Words on which the carrier acts by itself, and what it answers (Twilio's defaults for messages in English). */
const CARRIER: Readonly<Record<OptOutType, { readonly words: readonly string[]; readonly answer: string }>> = {
  STOP: {
    words: ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"],
    answer:
      "You have successfully been unsubscribed. You will not receive any more messages from this number. " +
      "Reply START to resubscribe.",
  },
  START: {
    words: ["START", "YES", "UNSTOP"],
    answer:
      "You have successfully been re-subscribed to messages from this number. " +
      "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
  },
  HELP: { words: ["HELP", "INFO"], answer: "Reply STOP to unsubscribe. Msg&Data Rates May Apply." },
};

const BY_WORD = new Map(
  (["STOP", "START", "HELP"] as const).flatMap((type) => CARRIER[type].words.map((word) => [word, type] as const)),
);

/** The carrier's word in a text; null unless the word is the whole message. */
export function optOutTypeOf(body: string): OptOutType | null {
  return BY_WORD.get(body.trim().toUpperCase()) ?? null;
}

/** What the carrier itself answers to a word of its own. */
export function carrierAnswer(type: OptOutType): string {
  return CARRIER[type].answer;
}
