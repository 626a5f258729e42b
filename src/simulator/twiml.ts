/** One `<Message>` of an answer, and where its delivery is to be reported. */
export type TwimlMessage = { readonly body: string; readonly statusUrl: string | null };

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The messages in a TwiML document; null if it is none, which a provider would log as error 12100. */
export function messagesIn(xml: string): readonly TwimlMessage[] | null {
  if (!/^<\?xml[^>]*\?>\s*<Response(\s*\/>|>[\s\S]*<\/Response>)\s*$/.test(xml)) return null;
  return [...xml.matchAll(/<Message([^>]*)>([\s\S]*?)<\/Message>/g)].map(([, attributes = "", body = ""]) => ({
    body: unescaped(body.replace(/^\s*<Body>([\s\S]*)<\/Body>\s*$/, "$1")),
    statusUrl: statusUrlIn(attributes),
  }));
}

function statusUrlIn(attributes: string): string | null {
  const url = /(?:^|\s)(?:action|statusCallback)="([^"]*)"/.exec(attributes)?.[1];
  return url === undefined ? null : unescaped(url);
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });
}
