/** One message of a reply; its delivery states go to `statusUrl`. */
export type Message = { readonly text: string; readonly statusUrl?: string | undefined };

/** TwiML that answers an inbound text; no message means received, but nothing is said. */
export function replyTwiml(...messages: readonly Message[]): string {
  if (messages.length === 0) return `${head}<Response/>`;
  const said = messages.map(({ text, statusUrl }) => {
    // The attribute `statusCallback` is deprecated in favour of `action` (Twilio's SDK, MessagingResponse).
    const action = statusUrl === undefined ? "" : ` action="${escaped(statusUrl)}"`;
    return `<Message${action}>${escaped(text)}</Message>`;
  });
  return `${head}<Response>${said.join("")}</Response>`;
}

/** A whole TwiML document. */
export function document(verbs: readonly string[]): string {
  return `${head}<Response>${verbs.join("")}</Response>`;
}

/** One element; children are elements, or text that is escaped. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[],
  holds: "elements" | "text" = "elements",
): string {
  const said = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const body = (holds === "text" ? children.map(escaped) : children).join("");
  return `<${name}${said.join("")}${body === "" ? "/>" : `>${body}</${name}>`}`;
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
