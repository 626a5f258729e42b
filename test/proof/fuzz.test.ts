import fc from "fast-check";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { expect, test } from "vitest";
import { reportMessage } from "../../src/booking/report-message.ts";
import { segments } from "../../src/core/segments.ts";
import { messagesIn } from "../../src/simulator/twiml.ts";
import { breaches } from "../../src/store/invariants.ts";
import { converseOver, demoDatabase, phone, TO } from "../helpers/demo.ts";
import { post, publicUrl, startGateway, token } from "../http/gateway.ts";

/** About 20 s in CI, ten times as much with PROOF_LONG=1; SEED=n plays one run again. */
const RUNS = process.env["PROOF_LONG"] === "1" ? 30_000 : 3_000;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
/** What no answer may show to whoever provoked it. */
const INSIDES = /\.ts:|\.js:|node_modules|Error:|SQLITE|\bat .*:\d+:\d+/;
const FORM = "application/x-www-form-urlencoded";

/** The real turn behind the real web edge, on a database of its own. */
async function gateway() {
  const database = await demoDatabase();
  const { raw } = database.engine;
  const turn = await converseOver(database.run);
  const server = await startGateway({
    turn,
    delivered: (report) => database.run((tx) => reportMessage(tx, report, 0)),
  });
  const tables = raw
    .prepare<[], string>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all();
  const counted = raw
    .prepare(tables.map((name) => `select '${name}', count(*) from "${name}"`).join(" union all "))
    .raw();
  /** Rows of every table, and the sum of all versions: an update shows as well as an insert. */
  const rows = () => [counted.all(), raw.prepare("select total_changes()").pluck().get()];
  return { database, server, rows };
}

/** Anything that may stand in a text: words we know, digits of all scripts, signs, any letter at all. */
const piece = fc.oneof(
  fc.constantFrom(..."book eye kal subah aankh 1 2 6 7 8 9 0 Dr Kaur stop cancel back menu hindi".split(" ")),
  fc.constantFrom("ਅੱਖ", "आंख", "macho", "kesho", "saa", "nne", "१", "੨", "25/11", "10:30", "saadhe", "das", "my visits"),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(" ").slice(0, 1600));

test("any text at all gets a decent answer of at most two segments, and the data holds", async () => {
  process.stdout.write(`fuzz: SEED=${SEED}, ${RUNS} texts\n`);
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

/** Names that matter, names that matter to JavaScript, and any others. */
const name = fc.oneof(
  fc.constantFrom(
    "MessageSid",
    "From",
    "To",
    "Body",
    "OptOutType",
    "NumMedia",
    "MessageStatus",
    "SmsStatus",
    "ErrorCode",
  ),
  fc.constantFrom("__proto__", "constructor", "toString", ""),
  fc.string({ unit: "binary", maxLength: 20 }),
);
const value = fc.oneof(
  fc.constantFrom(
    "",
    "stop",
    "START",
    "help",
    "+",
    "anonymous",
    "57575",
    "CURECONNECT",
    "delivered",
    "failed",
    "1e9",
    "-1",
  ),
  fc.string({ unit: "binary", maxLength: 2_000 }),
);
const wellFormed = {
  MessageSid: fc.integer({ min: 0 }).map((n) => `SM${n}`),
  From: fc.constant(phone(5)),
  To: fc.constant(TO),
};
const params = fc
  .tuple(fc.record(wellFormed, { requiredKeys: [] }), fc.array(fc.tuple(name, value), { maxLength: 12 }))
  .map(([usual, odd]) => Object.fromEntries<string>([...Object.entries<string>(usual), ...odd]));

test("any form that the provider signed is answered or refused, never an error, and the data holds", async () => {
  const { database, server, rows } = await gateway();
  const path = fc.constantFrom(
    "/twilio/sms",
    "/twilio/sms/status",
    "/twilio/sms/status?m=1",
    "/twilio/sms/status?m=%00",
  );
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(params, path, async (fields, to) => {
      const before = rows();
      const answer = await post(server, fields, { path: to });
      const said = await answer.text();
      expect([200, 400]).toContain(answer.status);
      expect(said).not.toMatch(INSIDES);
      if (answer.status === 200) expect(messagesIn(said)).not.toBeNull();
      else expect(rows()).toEqual(before);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    }),
    { seed: SEED, numRuns: RUNS / 2 },
  );
  // A property that is always refused says nothing of what is accepted.
  expect(Math.min(statuses.get(200) ?? 0, statuses.get(400) ?? 0)).toBeGreaterThan(RUNS / 50);
  expect(server.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  expect(await database.run(breaches)).toEqual([]);
});

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }).map((array) => Buffer.from(array)),
  fc.webQueryParameters().map((query) => Buffer.from(query)),
  fc
    .constantFrom("%", "%f", "a=%ff", "a=%c0%80", "&&&&=", "=".repeat(500), "a=1&".repeat(300))
    .map((form) => Buffer.from(form)),
  fc.integer({ min: 60, max: 200 }).map((kib) => Buffer.alloc(kib * 1024, "a=1&")),
);

test("any bytes that nobody signed change nothing and tell nothing", async () => {
  const { server, rows } = await gateway();
  const before = rows();
  const type = fc.constantFrom(
    FORM,
    `${FORM}; charset=latin1`,
    "application/json",
    "text/plain",
    "multipart/form-data",
  );
  const others = { MessageSid: "SM1", From: phone(1), To: TO, Body: "1" };
  // Right once, but for another form.
  const stolen = getExpectedTwilioSignature(token, `${publicUrl}/twilio/sms`, others);
  const signature = fc.oneof(
    fc.constantFrom(stolen, ""),
    fc.base64String({ maxLength: 40 }),
    fc.string({ maxLength: 40 }),
  );
  const path = fc.constantFrom("/twilio/sms", "/twilio/sms/status", "/twilio/sms?a=b");
  await fc.assert(
    fc.asyncProperty(bytes, type, signature, path, async (body, contentType, signed, to) => {
      const headers = { "content-type": contentType, "x-twilio-signature": encodeURI(signed) };
      const answer = await fetch(server.url + to, { method: "POST", body, headers });
      expect(answer.status).toBe(expectedStatus(body, contentType) ?? answer.status);
      expect([400, 403, 413, 415]).toContain(answer.status);
      expect(await answer.text()).not.toMatch(INSIDES);
    }),
    { seed: SEED, numRuns: RUNS / 3 },
  );
  expect(rows()).toEqual(before);
});

/** What can be told without reading the form; otherwise it is malformed or unsigned. */
function expectedStatus(body: Buffer, contentType: string): number | undefined {
  if (!contentType.startsWith(FORM)) return 415;
  return body.length > 64 * 1024 ? 413 : undefined;
}
