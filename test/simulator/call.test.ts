import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hasBrowser, inBrowser, keyOf, openPhones, phoneOn, startBrowser } from "./browser.ts";
import { HANDSET, network, OURS } from "./network.ts";

const DOCUMENTS = {
  "/twilio/voice":
    '<Say language="hi-IN">नमस्ते</Say><Gather numDigits="1" action="/twilio/voice/turn?n=1" timeout="60"><Say language="en-IN">For eyes, press 1. For children, press 2. For anything else that troubles you, press 3.</Say></Gather>',
  "/twilio/voice/turn?n=1":
    '<Gather action="/twilio/voice/turn?n=2" timeout="60"><Say language="en-IN">Type the number, then hash</Say></Gather>',
  "/twilio/voice/turn?n=2":
    '<Gather numDigits="1" action="/twilio/voice/turn?n=3" actionOnEmptyResult="true" timeout="1"/>',
  "/twilio/voice/turn?n=3": '<Say language="en-IN">Booked</Say><Hangup/>',
  "/twilio/missed-call": '<Reject reason="busy"/>',
};

describe.skipIf(!hasBrowser)(inBrowser("the call screen"), () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser();
  }, 30_000);
  afterAll(() => browser?.close());

  /** A phone on the page, beside a gateway that answers with fixed documents. */
  async function open(width = 1280) {
    const net = await network({}, DOCUMENTS);
    const { page, complaints } = await openPhones(browser, net.url, width);
    const phone = phoneOn(page, HANDSET);
    const button = (name: string) => phone.getByRole("button", { name, exact: true });
    const heard = phone.getByRole("list", { name: "Heard" }).getByRole("listitem");
    const close = async () => {
      await page.close();
      expect(complaints).toEqual([]);
    };
    return { ...net, page, phone, button, heard, line: phone.locator(".line"), close };
  }

  test("shows what is spoken with its language, takes keys while it is spoken, and lets time run out", async () => {
    const { button, heard, line, phone, texts, close } = await open();
    await button("Call").click();
    await line.getByText("In a call with Nabha").waitFor();
    expect(await heard.allInnerTexts()).toEqual(["नमस्ते hi-IN", expect.stringMatching(/^For eyes.* en-IN$/)]);
    expect(await heard.first().locator(".words").getAttribute("lang")).toBe("hi-IN");
    await phone.locator(".heard li.now", { hasText: "For eyes" }).waitFor();
    await keyOf(phone, "2").click();
    await heard.getByText("Type the number").waitFor();
    await button("ask again").click();
    await line.getByText("Asked again: the same answer").waitFor();
    await keyOf(phone, "7").click();
    await keyOf(phone, "*").click();
    await phone.getByText("7* · ").waitFor();
    await keyOf(phone, "#").click();
    // The next question runs out by itself, after a second.
    await line.getByText("Call over: the gateway hung up").waitFor();
    expect(await heard.allInnerTexts()).toEqual([
      ...["नमस्ते hi-IN", expect.stringMatching(/^For eyes/), "2", "Type the number, then hash en-IN"],
      ...["7", "*", "#", "Booked en-IN"],
    ]);
    const turns = texts("/twilio/voice/turn").map(({ fields }) => fields["Digits"]);
    expect(turns).toEqual(["2", "2", "7*", ""]);
    await button("close").click();
    expect(await phone.locator(".talk").innerText()).toMatch(/Called Nabha: the gateway hung up/);
    expect(await phone.getByLabel("Text message").isVisible()).toBe(true);
    await close();
  }, 30_000);

  test("rings when the gateway calls, to be answered or refused, and gives missed calls that cost nothing", async () => {
    const { button, heard, line, provider, publicUrl, phone, texts, close } = await open();
    const script = { url: `${publicUrl}/twilio/voice` };
    const order = { from: OURS, to: HANDSET, script, timeout: 30, statusUrl: null, events: new Set<never>() };
    const first = provider.dial(order);
    await line.getByText("Nabha is calling").waitFor();
    await button("Answer").click();
    await heard.getByText("नमस्ते").waitFor();
    await button("Hang up").click();
    await line.getByText("Call over: hung up").waitFor();
    const second = provider.dial(order);
    await line.getByText("Nabha is calling").waitFor();
    await button("Refuse").click();
    await line.getByText("Call over: refused").waitFor();
    expect([first, second].map(({ sid }) => provider.calls.find(sid)?.status)).toEqual(["completed", "busy"]);
    await button("close").click();
    await button("Missed call").click();
    const past = phone.locator(".past .what");
    await past.nth(2).waitFor();
    expect(await past.allInnerTexts()).toEqual([
      ...["Called by Nabha: hung up", "Called by Nabha: refused", "Called Nabha: rejected: nobody is charged"],
    ]);
    expect(texts("/twilio/missed-call")).toHaveLength(1);
    await close();
  }, 30_000);

  test("speaks with the browser's voices, as far as it has the language, and not when it is silent", async () => {
    const { page, button, heard, phone, line, close } = await open();
    // The browser of this test has no voices of its own: these say at once that they are done.
    const spoken = () => page.evaluate<readonly string[]>("spoken");
    await page.evaluate(`
      var spoken = [];
      SpeechSynthesisUtterance = function (text) { this.text = text; };
      speechSynthesis.getVoices = () => [{ lang: "en_GB" }, { lang: "en-IN" }, { lang: "pa-IN" }];
      speechSynthesis.speak = (words) => { spoken.push(words.lang + " " + words.text.slice(0, 8)); words.onend(); };
    `);
    await button("Call").click();
    await phone.getByText("60 s").waitFor();
    await keyOf(phone, "1").click();
    await heard.getByText("Type the number").waitFor();
    await keyOf(phone, "#").click();
    // The last words are spoken although the gateway has hung up already.
    await line.getByText("Call over").waitFor();
    expect(await spoken()).toEqual(["en-IN For eyes", "en-IN Type the", "en-IN Booked"]);
    await button("silent").click();
    expect(await button("silent").getAttribute("aria-pressed")).toBe("true");
    await button("Call").click();
    await phone.locator(".heard li.now", { hasText: "For eyes" }).waitFor();
    expect(await spoken()).toHaveLength(3);
    await close();
  }, 30_000);

  test("fits a screen 320 pixels wide, loses keys before the question, and hangs up when the page is left", async () => {
    const { button, heard, phone, page, provider, texts, close } = await open(320);
    await button("Call").click();
    await phone.locator(".heard li.now", { hasText: "नमस्ते" }).waitFor();
    await keyOf(phone, "1").click();
    await phone.locator(".heard li.now", { hasText: "For eyes" }).waitFor();
    expect(texts("/twilio/voice/turn")).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
    const last = await keyOf(phone, "#").boundingBox();
    expect((last?.y ?? 999) + (last?.height ?? 0)).toBeLessThanOrEqual(640);
    // The keys of a keyboard are keys of the phone too.
    await page.keyboard.press("3");
    await heard.getByText("Type the number").waitFor();
    expect(texts("/twilio/voice/turn")[0]?.fields).toMatchObject({ Digits: "3" });
    expect(provider.lineAt(HANDSET)).toBeDefined();
    await page.goto("about:blank");
    await vi.waitFor(() => expect(provider.lineAt(HANDSET)).toBeUndefined());
    await close();
  }, 30_000);
});
