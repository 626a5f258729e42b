import { parseXml, XmlElement, XmlError } from "@rgrove/parse-xml";

/** One `<Message>` of an answer, and where its delivery is to be reported. */
export type TwimlMessage = { readonly body: string; readonly statusUrl: string | null };

/** The messages in a TwiML document; null if it is none, which a provider would log as error 12100. */
export function messagesIn(xml: string): readonly TwimlMessage[] | null {
  try {
    const { root } = parseXml(xml);
    if (root?.name !== "Response") return null;
    return elementsIn(root, "Message").map((message) => ({
      body: (elementsIn(message, "Body")[0] ?? message).text,
      statusUrl: message.attributes["action"] ?? message.attributes["statusCallback"] ?? null,
    }));
  } catch (error) {
    if (error instanceof XmlError) return null;
    throw error;
  }
}

function elementsIn({ children }: XmlElement, name: string): readonly XmlElement[] {
  return children.filter((child) => child instanceof XmlElement).filter((child) => child.name === name);
}
