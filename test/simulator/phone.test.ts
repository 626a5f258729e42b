import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, inBrowser, keyOf, openPhones, phoneOn, startBrowser } from "./browser.ts";

describe.skipIf(!hasBrowser)(inBrowser("the page of phones"), () => {
  const folder = mkdtempSync(join(tmpdir(), "gateway-phone-"));
  let gateway: ReturnType<typeof spawn>;
  let browser: Browser;
  let url = "";

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const environment = { PATH: process.env["PATH"], PORT: String(port), PUBLIC_URL: url, LOG_LEVEL: "silent" };
    gateway = spawn(process.execPath, ["dist/src/main.js", "start"], {
      env: { ...environment, DATABASE_URL: `file:${join(folder, "gateway.db")}` },
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(gateway.stdout ?? gateway, "data");
    browser = await startBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    gateway.kill("SIGTERM");
    await once(gateway, "exit");
    rmSync(folder, { recursive: true });
  }, 30_000);

  /** Books with one phone: words by typing, digits by its keypad; gives its last reply. */
  async function book(page: Page, number: string, name: string): Promise<string> {
    const phone = phoneOn(page, number);
    const replies = phone.locator(".talk li:not(.mine) .body");
    const before = await replies.count();
    const sendAndHear = async (nth: number) => {
      await phone.getByRole("button", { name: "Send", exact: true }).click();
      await replies.nth(before + nth).waitFor();
    };
    await phone.getByLabel("Text message").fill("book eye");
    await phone.getByText("8 of 160 · 1 segment · GSM-7 · ₹0.30").waitFor();
    await sendAndHear(0);
    await keyOf(phone, "1").click();
    await sendAndHear(1);
    await phone.getByLabel("Text message").fill(name);
    await sendAndHear(2);
    return (await replies.nth(before + 2).textContent()) ?? "";
  }

  test("texts a booking by typing and by keypad, and shows what it cost", async () => {
    const { page, complaints } = await openPhones(browser, url, 1280);
    expect(await page.locator("section.phone:visible").count()).toBeGreaterThan(2);
    expect(await book(page, "+919812300001", "Asha Rani")).toMatch(/\b\d{7}\b/);
    const phone = phoneOn(page, "+919812300001");
    expect(await phone.locator(".cost").textContent()).toMatch(/^\d+ segments: 3 sent, \d+ received = ₹/);
    expect(await phone.locator(".mine .state").allTextContents()).toEqual(Array(3).fill("✓ received"));
    await page.close();
    expect(complaints).toEqual([]);
  }, 30_000);

  test("sends with Enter and with the keypad, erases, and delivers a text again", async () => {
    const { page, complaints } = await openPhones(browser, url, 1280);
    const phone = phoneOn(page, "+254712300021");
    const key = (name: string) => keyOf(phone, name).click();
    const field = phone.getByLabel("Text message");
    await field.fill("habari");
    await field.press("Enter");
    await phone.locator(".talk li:not(.mine)").first().waitFor();
    await key("3 DEF");
    await key("0");
    await key("Key erase");
    expect(await field.inputValue()).toBe("3");
    await key("Key send");
    await phone.locator(".talk li:not(.mine)").nth(1).waitFor();
    await phone.locator(".talk li", { hasText: "habari" }).getByRole("button", { name: "deliver again" }).click();
    const bodies = phone.locator(".talk li:not(.mine) .body");
    await bodies.nth(2).waitFor();
    expect(await bodies.nth(2).textContent()).toBe(await bodies.nth(0).textContent());
    expect(await phone.locator(".mine").count()).toBe(2);
    await page.close();
    expect(complaints).toEqual([]);
  }, 30_000);

  test("books by a call, and finds the visit by text", async () => {
    const { page, complaints } = await openPhones(browser, url, 1280);
    await page.getByText("add a phone").click();
    await page.getByLabel("Another phone").fill("+919812300088");
    await page.getByRole("button", { name: "Add" }).click();
    const phone = phoneOn(page, "+919812300088");
    const button = (name: string) => phone.getByRole("button", { name, exact: true }).click();
    const heard = phone.getByRole("list", { name: "Heard" });
    await button("Call");
    for (const [question, key] of [
      ["For English, press 1", "1"],
      ["For a new visit, press 1", "1"],
      ["For the eyes, press 4", "4"],
      ["Free times for the eyes", "1"],
      ["To take this, press 1", "1"],
      ["somebody who is new here, press 1", "1"],
    ] as const) {
      await heard.getByText(question).waitFor();
      await keyOf(phone, key).click();
    }
    const booked = (await heard.getByText("The number of the visit is").textContent()) ?? "";
    const reference = booked.match(/(?:\d, ){6}\d/)?.[0].replaceAll(", ", "");
    await button("Hang up");
    await button("close");
    await phone.getByLabel("Text message").fill("my visits");
    await button("Send");
    await phone
      .locator(".talk li:not(.mine)", { hasText: reference ?? "no reference" })
      .last()
      .waitFor();
    await page.close();
    expect(complaints).toEqual([]);
  }, 30_000);

  test("does so on a screen 320 pixels wide, one phone at a time, without scrolling sideways", async () => {
    const { page, complaints } = await openPhones(browser, url, 320);
    expect(await page.locator("section.phone:visible").count()).toBe(1);
    await page.getByText("add a phone").click();
    await page.getByLabel("Another phone").fill("+919812300077");
    await page.getByRole("button", { name: "Add" }).click();
    expect(await book(page, "+919812300077", "Bimla Devi")).toMatch(/\b\d{7}\b/);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
    await page.close();
    expect(complaints).toEqual([]);
  }, 30_000);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
