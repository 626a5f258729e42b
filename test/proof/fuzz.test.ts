import fc from "fast-check";
import { expect, test } from "vitest";
import { segments } from "../../src/core/segments.ts";
import { messagesIn } from "../../src/simulator/twiml.ts";
import { breaches } from "../../src/store/invariants.ts";
import { converseOver, demoDatabase, phone, TO } from "../helpers/demo.ts";
import { post, startGateway } from "../http/gateway.ts";

/** About 20 s in CI, ten times as much with PROOF_LONG=1; SEED=n plays one run again. */
const RUNS = process.env["PROOF_LONG"] === "1" ? 30_000 : 3_000;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

async function gateway() {
  const database = await demoDatabase();
  const turn = await converseOver(database.run);
  const server = await startGateway({ turn, ready: () => true });
  const rows = () => database.engine.raw.prepare("select count(*) from inbound_events").pluck().get();
  return { database, server, rows };
}

/** Anything that may stand in a text: words we know, digits of all scripts, signs, any letter at all. */
const piece = fc.oneof(
  fc.constantFrom(
    "book",
    "eye",
    "kal",
    "subah",
    "aankh",
    "1",
    "2",
    "6",
    "7",
    "8",
    "9",
    "0",
    "Dr",
    "Kaur",
    "stop",
    "cancel",
  ),
  fc.constantFrom("ਅੱਖ", "आंख", "macho", "kesho", "saa", "nne", "१", "੨", "25/11", "10:30", "saadhe", "das", "my visits"),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(" ").slice(0, 1600));

test("any text at all gets a decent answer of at most two segments, and the data holds", async () => {
  process.stdout.write(`fuzz: seed ${SEED}, ${RUNS} texts\n`);
  const { database, server } = await gateway();
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(text, async (Body) => {
      sent += 1;
      // A new number every few texts: the rate limit would silence an old one.
      const From = phone(Math.floor(sent / 8));
      const answer = await post(server, { MessageSid: `SM${sent}`, From, To: TO, Body });
      expect(answer.status).toBe(200);
      const messages = messagesIn(await answer.text());
      expect(messages).not.toBeNull();
      for (const { body } of messages ?? []) expect(segments(body).segments).toBeLessThanOrEqual(2);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(server.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect(await database.run(breaches)).toEqual([]);
});

test("any bytes that nobody signed change nothing and tell nothing", async () => {
  const { server, rows } = await gateway();
  const bytes = fc.uint8Array({ maxLength: 2_000 });
  const type = fc.constantFrom(
    "application/x-www-form-urlencoded",
    "application/json",
    "text/plain",
    "multipart/form-data",
  );
  await fc.assert(
    fc.asyncProperty(bytes, type, fc.string({ maxLength: 40 }), async (body, contentType, signature) => {
      const headers = { "content-type": contentType, "x-twilio-signature": encodeURIComponent(signature) };
      const answer = await fetch(`${server.url}/twilio/sms`, { method: "POST", body: Buffer.from(body), headers });
      expect([400, 403, 415]).toContain(answer.status);
      expect(await answer.text()).not.toMatch(/\.ts:|\.js:|node_modules|Error:/);
    }),
    { seed: SEED, numRuns: RUNS / 4 },
  );
  expect(rows()).toBe(0);
});
