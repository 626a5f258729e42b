import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect } from "vitest";
import { answer } from "../../src/booking/answer.ts";
import { queueNotice } from "../../src/booking/notices.ts";
import { recordOutcome } from "../../src/booking/outcome.ts";
import { queried } from "../../src/booking/payments/asked.ts";
import { endOverdue } from "../../src/booking/payments/end-unpaid.ts";
import { takeMoney } from "../../src/booking/payments/take-money.ts";
import { switchWays } from "../../src/booking/payments/ways.ts";
import { setPin } from "../../src/booking/pins.ts";
import type { Privacy } from "../../src/core/appointment.ts";
import { codeFrom } from "../../src/core/check-digit.ts";
import { openPrompt } from "../../src/core/dialog.ts";
import type { Answer, Ask } from "../../src/core/effects.ts";
import { invariant } from "../../src/core/errors.ts";
import { type PayWay, WAYS } from "../../src/core/payment-provider.ts";
import type { Care } from "../../src/core/places.ts";
import type { Prompt } from "../../src/core/prompt.ts";
import { newVoucher } from "../../src/payments/voucher/codes.ts";
import { changeAppointment } from "../../src/store/appointment-changes.ts";
import { appointmentById } from "../../src/store/appointments.ts";
import { loadDialog } from "../../src/store/dialogs.ts";
import { engineOn, type Tx } from "../../src/store/engine.ts";
import { contacts, links, patients } from "../../src/store/schema/people.ts";
import { slots } from "../../src/store/schema/places.ts";
import { testDatabase } from "../helpers/database.ts";
import { asker } from "../helpers/district.ts";
import { compiled, createStable, type Stable } from "../helpers/stable.ts";
import { instant, type Land, settle } from "./district.ts";
import { atWork, lead, lookAfter, workWith } from "./workers.ts";

const STAFF = { kind: "staff", id: null } as const;

const stables = new Map<string, Promise<Stable>>();

/** A settled district, made once for each order of languages; each world is one like it. */
function stableOf(land: Land, languages: readonly string[]): Promise<Stable> {
  const key = [land.country, ...languages].join(" ");
  const made = stables.get(key) ?? settled(land, languages).then(createStable);
  stables.set(key, made);
  return made;
}

async function settled(land: Land, languages: readonly string[]): Promise<string> {
  const database = await testDatabase(monday(land));
  settle(database, land, languages);
  database.engine.raw.pragma("wal_checkpoint(TRUNCATE)");
  await database.engine.close();
  return database.file;
}

/** No scene meets a bug of ours. */
function onFault(error: unknown): never {
  throw error;
}

type Contact = { readonly id: number; readonly language: string | null; readonly languageChosen: boolean };

function monday(land: Land): number {
  return instant("Mon 8:00", land.zone);
}

/** A district with a database and a clock of its own; `phoneOf` gives the number of somebody by name. */
export async function openWorld(land: Land, languages: readonly string[], phoneOf: (name: string) => string) {
  const stable = await stableOf(land, languages);
  const clock = { now: monday(land) };
  let connections = stable.take();
  const opened = () => engineOn(connections, { clock: () => clock.now, onFault });
  let engine = opened();
  let codes = 0;
  let lastVoucher = "";
  let currency = land.currency;
  const db = () => drizzle(engine.raw);
  const query = (sql: string, ...values: readonly unknown[]): readonly unknown[] =>
    compiled(engine.raw, sql)
      .pluck()
      .all(...values);
  const home = Number(query("select id from locations where gateway_number = ?", land.phone)[0]);

  // Asked several times a line, so by hand: building a statement costs more than all the rest of it.
  const contactOf = (name: string): Contact => {
    const sql = "select id, language, language_chosen as languageChosen from contacts where phone = ?";
    const known = compiled(engine.raw, sql).get(phoneOf(name)) as Contact | undefined;
    if (known) return { ...known, languageChosen: Boolean(known.languageChosen) };
    db()
      .insert(contacts)
      .values({ phone: phoneOf(name), locationId: home, createdAt: clock.now })
      .run();
    return contactOf(name);
  };
  const patientOf = (nickname: string) => db().select().from(patients).where(eq(patients.nickname, nickname)).get();
  const newPatient = (nickname: string) => {
    const row = { code: codeFrom(++codes * 7919, 6), name: nickname, nickname, createdAt: clock.now };
    return db().insert(patients).values(row).returning().get();
  };
  const ask = (name: string, question: Ask): Promise<Answer> => {
    const { id, language } = contactOf(name);
    return engine.transact((tx) => answer(tx, { ...asker(id, home), language: language ?? "en" }, question));
  };
  /** The question and the call that are open. */
  const openOf = async (name: string) => {
    const { id } = contactOf(name);
    const stored = await engine.transact((tx) => loadDialog(tx, id));
    return { prompt: stored && openPrompt(stored.dialog), call: stored?.call ?? null };
  };
  return {
    ...{ land, clock, query, contactOf, patientOf },
    run: <T>(fn: (tx: Tx) => Promise<T>) => engine.transact(fn),
    transact: <T>(fn: (tx: Tx) => Promise<T>) => engine.transact(fn),
    restart: async () => {
      await engine.close();
      connections = stable.reopened(connections);
      engine = opened();
    },
    close: async () => {
      await engine.close();
      stable.give(connections);
    },
    /** Rows changed since the process started: the same number before and after means that nothing was. */
    changes: (): unknown => query("select total_changes()")[0],
    /** Every row of every table: what a repeated delivery must leave as it is. */
    everything: (): string => {
      const tables = query("select name from sqlite_master where type = 'table' and name not like 'sqlite%'");
      return tables
        .map((table) => JSON.stringify(compiled(engine.raw, `select * from "${table}"`).raw().all()))
        .join("\n");
    },
    promptOf: async (name: string): Promise<Prompt | null> => (await openOf(name)).prompt,
    openOf,
    isEasy: (name: string) => Boolean(query("select easy from contacts where phone = ?", phoneOf(name))[0]),
    speak: (name: string, language: string) => {
      const sql = "update contacts set language = ?, language_chosen = true where id = ?";
      compiled(engine.raw, sql).run(language, contactOf(name).id);
    },
    /** Whoever gives this care is paid so much ahead. */
    ahead: (care: Care, minor: number) => {
      const gives = "exists (select 1 from json_each(specialties) where value = ?)";
      engine.raw
        .prepare(`update practitioners set fee_minor = ?, fee_currency = ? where ${gives}`)
        .run(minor, currency, care);
      engine.raw
        .prepare(
          `update schedules set pay = 'ahead' where practitioner_id in (select id from practitioners where ${gives})`,
        )
        .run(care);
    },
    /** A voucher of so much; `again` gives the last one once more. */
    voucher: async (worth: string): Promise<string> => {
      if (worth !== "again") {
        const money = { minor: Number(worth), currency };
        lastVoucher = await engine.transact((tx) => newVoucher(tx, money));
      }
      return lastVoucher;
    },
    ways: async (way: PayWay) => {
      // Some move one currency only, wherever the play is set.
      currency = WAYS[way].currencies?.[0] ?? currency;
      engine.raw.prepare("update practitioners set fee_currency = ? where fee_minor > 0").run(currency);
      engine.raw.prepare("update locations set pay_ways = ?").run(JSON.stringify([way]));
      await engine.transact((tx) => switchWays(tx, [way]));
    },
    /** Money that a provider has proven, for the last charge of anybody, or of this person. */
    money: (amountMinor: number, nickname?: string) => {
      const whose = "select max(c.id) from charges c join appointments a on a.id = c.appointment_id";
      const patientId = nickname === undefined ? null : (patientOf(nickname)?.id ?? 0);
      const chargeId = Number(query(`${whose} where ? is null or a.patient_id = ?`, patientId, patientId)[0]);
      const transactionId = String(query("select count(*) from ledger")[0]);
      const money = { chargeId, amountMinor, currency, provider: "mpesa", transactionId };
      return engine.transact((tx) => takeMoney(tx, money, "tell"));
    },
    /** What a provider says of the last attempt: she declined. */
    moneyRefused: () => {
      const paymentId = Number(query("select max(id) from payments")[0]);
      return engine.transact((tx) => queried(tx, paymentId, { result: "failed", reason: "1032" }));
    },
    sweep: () => engine.background(endOverdue),
    /** Somebody whom this phone speaks for. */
    knows: (name: string, nickname: string, privacy: Privacy, via: "text" | "call" = "text") => {
      const { id: contactId } = contactOf(name);
      const { id: patientId } = patientOf(nickname) ?? newPatient(nickname);
      const rank = Number(query("select count(*) + 1 from links where patient_id = ?", patientId)[0]);
      db().insert(links).values({ contactId, patientId, privacy, via, rank, createdAt: clock.now }).run();
    },
    looksAfter: (name: string, nicknames: readonly string[]) => {
      const ids = nicknames.map((nickname) => (patientOf(nickname) ?? newPatient(nickname)).id);
      return engine.transact((tx) => lookAfter(tx, contactOf(name).id, home, ids));
    },
    leads: (name: string, names: readonly string[]) => {
      const team = names.map((one) => ({ contactId: contactOf(one).id, name: one }));
      return engine.transact((tx) => lead(tx, contactOf(name).id, home, team));
    },
    worksWith: (name: string, digits: string | undefined) =>
      engine.transact((tx) => workWith(tx, contactOf(name).id, home, digits ?? null)),
    atWork: (name: string) => engine.transact((tx) => atWork(tx, contactOf(name).id)),
    /** A person's PIN. */
    pin: (nickname: string, digits: string) =>
      engine.transact((tx) =>
        setPin(tx, asker(0, home), { kind: "patient", patientId: patientOf(nickname)?.id ?? 0 }, digits),
      ),
    /** What the clinic does about somebody's last visit: cancels it, or says what became of it. */
    clinic: (act: string, nickname: string, followUpOn: string | undefined) =>
      engine.transact(async (tx) => {
        const visitId = Number(
          query("select max(id) from appointments where patient_id = ?", patientOf(nickname)?.id)[0],
        );
        if (act === "cancels") return await cancelledByStaff(tx, visitId);
        const outcome =
          act === "fulfilled"
            ? ({ state: "fulfilled", followUpOn: followUpOn ?? null } as const)
            : ({ state: act as "no_show" } as const);
        expect(await recordOutcome(tx, STAFF, visitId, outcome)).toMatchObject({ ok: true });
      }),
    /** A visit booked without a dialog. */
    books: async (name: string, nickname: string, care: Care, time: string) => {
      const startAt = instant(time, land.zone);
      const patientId = patientOf(nickname)?.id ?? 0;
      for (const { id: slotId } of db().select().from(slots).where(eq(slots.startAt, startAt)).all()) {
        const held = await ask(name, { type: "holdSlot", slotId, care });
        if (held.type !== "slot.held") continue;
        const booked = await ask(name, { type: "book", holdId: held.holdId, who: { patientId } });
        expect(booked).toMatchObject({ type: "booked" });
        return;
      }
      invariant(false, `there is no time for ${care} at ${time}`);
    },
  };
}

async function cancelledByStaff(tx: Tx, id: number): Promise<void> {
  const visit = await appointmentById(tx, id);
  invariant(visit, "there is a visit");
  await changeAppointment(tx, visit, { state: "cancelled", cancelledAt: tx.now }, { actor: STAFF, act: "cancel" });
  await queueNotice(tx, { appointmentId: id, change: "cancelled", by: STAFF });
}

/** What `openWorld` gives. */
export type World = Awaited<ReturnType<typeof openWorld>>;
