import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  "no-sandbox",
  "disable-gpu",
  "disable-background-networking",
  "disable-component-update",
  "disable-sync",
];

/** Whether there is a browser to test pages with. */
export const hasBrowser = existsSync(CHROMIUM);

/** The name of a suite that needs the browser, which says how to get it where it is missing. */
export function inBrowser(suite: string): string {
  return hasBrowser ? suite : `${suite} (needs Chromium: apt-get install chromium)`;
}

/** Starts Debian's Chromium. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS.map((flag) => `--${flag}`) });
}

/** The page of phones at a width, with everything its console complained of. */
export async function openPhones(browser: Browser, url: string, width: number) {
  const page = await browser.newPage({ viewport: { width, height: 640 } });
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => void complaints.push(error.message));
  await page.goto(`${url}/phone`);
  await page.locator("section.phone").first().waitFor();
  return { page, complaints };
}

/** One phone on the page. */
export function phoneOn(page: Page, number: string) {
  return page.locator("section.phone", { hasText: number });
}

/** A key of a phone's keypad. */
export function keyOf(phone: ReturnType<typeof phoneOn>, key: string) {
  return phone
    .getByRole("group", { name: "Keypad" })
    .getByRole("button", { name: new RegExp(`^${key.replace("*", "\\*")}`) });
}
