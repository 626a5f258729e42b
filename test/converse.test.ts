import { describe, expect, it, onTestFinished } from "vitest";
import { FLOWS } from "../flows/all.ts";
import { bookFlow } from "../flows/book.ts";
import { careFlow } from "../flows/care.ts";
import { createConverse } from "../src/converse.ts";
import type { Flows } from "../src/core/flow.ts";
import type { InboundText } from "../src/core/inbound.ts";
import type { Tx } from "../src/store/engine.ts";
import { breaches } from "../src/store/invariants.ts";
import { PUNJAB } from "./transcripts/district.ts";
import { VOICES } from "./transcripts/voices.ts";
import { openWorld } from "./transcripts/world.ts";

const ANA = "+919812345601";
const BEN = "+919812345602";

/** The district around Nabha, and a way to deliver texts to it. */
async function nabha() {
  const world = await openWorld(PUNJAB, ["en", "hi", "hi-Latn", "pa"], (name) => (name === "Ana" ? ANA : BEN));
  onTestFinished(() => world.close());
  const speaking = VOICES[0]?.speaking;
  if (!speaking) throw new Error("there is no language");
  const converseWith = (flows: Flows) => {
    const { transact } = world;
    return createConverse({ speaking, transact, flows, country: "IN", secret: new Uint8Array(32) });
  };
  const converse = converseWith(FLOWS);
  let serial = 0;
  const from = (phone: string, text: string): InboundText => ({
    ...{ channel: "twilio-sms", providerId: `SM${++serial}`, from: phone, to: PUNJAB.phone, text },
  });
  const says = async (phone: string, text: string) => (await converse(from(phone, text)))?.text ?? "";
  const rows = (table: string) => Number(world.query(`select count(*) from ${table}`)[0]);
  return { ...world, converse, converseWith, from, says, rows };
}

describe("one delivery", () => {
  it("delivered five times at once has one effect and one reply", async () => {
    const { converse, from, says, rows, run } = await nabha();
    await says(ANA, "book eye");
    await says(ANA, "1");
    const text = from(ANA, "Asha Devi");
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => converse(text)));
    expect(replies[0]?.text).toContain("Booked.");
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect([rows("appointments"), rows("patients"), rows("messages"), rows("inbound_events")]).toEqual([1, 1, 1, 3]);
    expect(await run(breaches)).toEqual([]);
  });

  it("is known by its id alone: another text under it changes nothing", async () => {
    const { converse, from, everything } = await nabha();
    const text = from(ANA, "book eye");
    const reply = await converse(text);
    const before = everything();
    expect(await converse({ ...text, text: "stop" })).toEqual(reply);
    expect(everything()).toBe(before);
  });

  it("is another one on another channel", async () => {
    const { converse, from, rows } = await nabha();
    const text = from(ANA, "book eye");
    await converse(text);
    await converse({ ...text, channel: "other-sms" });
    expect(rows("inbound_events")).toBe(2);
  });

  it("is answered by nothing once its reply has been forgotten", async () => {
    const { converse, from, run, rows } = await nabha();
    const text = from(ANA, "book eye");
    await converse(text);
    await run(async (tx: Tx) => tx.db.run("update inbound_events set reply = null"));
    expect(await converse(text)).toBeNull();
    expect(rows("inbound_events")).toBe(1);
  });
});

describe("texts that arrive together", () => {
  it("of one person are handled in the order of their arrival", async () => {
    const { says, rows } = await nabha();
    const replies = await Promise.all(["book eye", "1", "Asha Devi", "1984"].map((text) => says(ANA, text)));
    expect(replies.map((reply) => reply.split("\n")[0])).toEqual([
      expect.stringContaining("Eye"),
      expect.stringContaining("Who is the visit for?"),
      "Booked.",
      expect.stringContaining("Patient code"),
    ]);
    expect(rows("appointments")).toBe(1);
  });

  it("of two people who choose the same time give it to the first", async () => {
    const { says, query } = await nabha();
    await Promise.all([says(ANA, "book eye"), says(BEN, "book eye")]);
    const [ana, ben] = await Promise.all([says(ANA, "1"), says(BEN, "1")]);
    expect(ana).toContain("Who is the visit for?");
    expect(ben).toContain("just gone");
    expect(query("select count(*) from appointments where state = 'held'")).toEqual([1]);
  });

  it("of a hundred numbers each get their own first menu", async () => {
    const { says, rows } = await nabha();
    const phones = Array.from({ length: 100 }, (_, n) => `+9198123${String(10_000 + n)}`);
    const replies = await Promise.all(phones.map((phone) => says(phone, "hello")));
    expect(new Set(replies).size).toBe(1);
    expect([rows("contacts"), rows("dialogs"), rows("inbound_events")]).toEqual([100, 100, 100]);
  });
});

describe("a turn that fails", () => {
  /** Another flow under the name of one that asks for the kind of care: it cannot read its input. */
  const broken: Flows = new Map([...FLOWS, ["care", { ...bookFlow, name: "care", version: careFlow.version }]]);

  it("leaves nothing behind, and its next delivery is handled anew", async () => {
    const { converse, converseWith, from, everything } = await nabha();
    const text = from(ANA, "book");
    const before = everything();
    await expect(converseWith(broken)(text)).rejects.toThrow();
    expect(everything()).toBe(before);
    expect((await converse(text))?.text).toContain("What kind of care?");
  });

  it("keeps the conversation where it was", async () => {
    const { converseWith, from, says, everything } = await nabha();
    await says(ANA, "menu");
    const before = everything();
    await expect(converseWith(broken)(from(ANA, "book"))).rejects.toThrow();
    expect(everything()).toBe(before);
    expect(await says(ANA, "1")).toContain("What kind of care?");
  });

  it("spoils no other turn of its group", async () => {
    const { converse, converseWith, from } = await nabha();
    const [failed, whole] = await Promise.allSettled([
      converseWith(broken)(from(ANA, "book")),
      converse(from(BEN, "book")),
    ]);
    expect([failed.status, whole.status]).toEqual(["rejected", "fulfilled"]);
  });
});

/** The rows of a table as text. */
function rowsOf(query: (sql: string) => readonly unknown[], table: string): readonly string[] {
  const columns = query(`select name from pragma_table_info('${table}')`).filter(
    (name) => !/hmac|key/.test(String(name)),
  );
  return query(`select json_array(${columns.join(", ")}) from ${table}`).map(String);
}

describe("what is kept", () => {
  it("of a text is never the text", async () => {
    const { says, query } = await nabha();
    await says(ANA, "wqxzylophonic");
    await says(ANA, "book eye wqxzylophonic");
    await says(ANA, "Asha wqxzylophonic");
    const kept = ["inbound_events", "messages", "tasks", "audit"].flatMap((table) => rowsOf(query, table));
    expect(kept.join("\n")).toContain("told");
    expect(kept.join("\n")).not.toContain("wqxz");
  });

  it("is a message only for replies that say booked, moved or cancelled", async () => {
    const { converse, from, says, query } = await nabha();
    await says(ANA, "book eye");
    await says(ANA, "1");
    const booked = await converse(from(ANA, "Asha"));
    const menu = await converse(from(ANA, "menu"));
    const cancelled = await converse(from(ANA, "8"));
    const ids = query("select id from messages order by id").map(String);
    expect([booked?.messageId, menu?.messageId, cancelled?.messageId]).toEqual([ids[0], undefined, ids[1]]);
    expect(query("select purpose || ' ' || state from messages")).toEqual(["booked inline", "cancelled inline"]);
  });
});

describe("the language", () => {
  it("is guessed from the first words and remembered", async () => {
    const { says, contactOf } = await nabha();
    await says(ANA, "कल सुबह आंख");
    expect(contactOf("Ana")).toMatchObject({ language: "hi", languageChosen: false });
    expect(await says(ANA, "menu")).toMatch(/\p{Script=Devanagari}/u);
  });

  it("is the clinic's while nothing tells", async () => {
    const { says, contactOf } = await nabha();
    expect(await says(ANA, "1")).toContain("Book a visit");
    expect(contactOf("Ana").language).toBeNull();
  });

  it("once chosen is changed by no guess", async () => {
    const { says, contactOf } = await nabha();
    await says(ANA, "language english");
    await says(ANA, "कल सुबह आंख");
    expect(contactOf("Ana")).toMatchObject({ language: "en", languageChosen: true });
  });
});
