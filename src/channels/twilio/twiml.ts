/** TwiML that answers an inbound text; null means received, but nothing is said. Delivery states go to `statusUrl`. */
export function replyTwiml(text: string | null, statusUrl?: string): string {
  if (text === null) return `${head}<Response/>`;
  // The attribute `statusCallback` is deprecated in favour of `action` (Twilio's SDK, MessagingResponse).
  const action = statusUrl === undefined ? "" : ` action="${escaped(statusUrl)}"`;
  return `${head}<Response><Message${action}>${escaped(text)}</Message></Response>`;
}

const head = '<?xml version="1.0" encoding="UTF-8"?>';

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 cannot carry control characters, lone surrogates and two non-characters even as entities: they are left out. */
function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove.
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, "")
      .replace(/[&<>"]/g, (character) => entities[character] ?? character)
  );
}
