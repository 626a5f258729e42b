import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { expect, onTestFinished } from "vitest";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { claimAsking } from "../../src/booking/payments/ask-provider.ts";
import { cancelled, queried, refunded, requested } from "../../src/booking/payments/asked.ts";
import { mayPay } from "../../src/booking/payments/may-pay.ts";
import { linkBehind } from "../../src/booking/payments/offer-link.ts";
import { provenEvent, unprovenEvent } from "../../src/booking/payments/payment-event.ts";
import type { OutsideProvider } from "../../src/core/payment-provider.ts";
import { createPaymentWork } from "../../src/jobs/payment-work.ts";
import { newVoucher } from "../../src/payments/voucher/codes.ts";
import { breaches } from "../../src/store/invariants.ts";
import { keepEvent } from "../../src/store/payment-events.ts";
import { practitioners, schedules } from "../../src/store/schema/places.ts";
import { mondayInNabha } from "../helpers/booking.ts";
import { publicUrl, startGateway } from "../http/gateway.ts";

/** What Dr Kaur takes ahead: 200 shillings. */
const FEE = { minor: 20_000, currency: "KES" };

/** Where our own addresses of links begin. */
export const PAGES = `${publicUrl}/pay/`;

/** Monday in Nabha, paid in Kenyan money ahead, with its providers behind a real web server and the real work of payments. */
export async function payingWorld(providersAt: (clock: () => number) => readonly OutsideProvider[]) {
  const world = await mondayInNabha();
  const { engine, run, kaur, clock, anaBooks, anaAsks } = world;
  const db = drizzle(engine.raw);
  const fee = { feeMinor: FEE.minor, feeCurrency: FEE.currency };
  db.update(practitioners).set(fee).where(eq(practitioners.id, kaur.id)).run();
  db.update(schedules).set({ pay: "ahead" }).where(eq(schedules.practitionerId, kaur.id)).run();
  const providers = providersAt(() => clock.now);
  const way = providers[0]?.name ?? "mpesa";
  const errors: unknown[] = [];
  const work = createPaymentWork({
    ...{ transact: run, read: engine.read, clock: () => clock.now, providers },
    ...{ proven: provenEvent, unproven: unprovenEvent, claim: claimAsking, queried, cancelled, refunded },
    requested: (tx, id, result) => requested(tx, id, result, PAGES),
    onError: (error) => errors.push(error),
  });
  const gateway = await startGateway({
    payPages: {
      linkOf: (code) => engine.view((tx) => linkBehind(tx, PAGES + code)),
      speaking: { tags: ["en"], text: (tells) => keyIn(JSON.stringify(tells)) },
    },
    payments: {
      ...{ providers, clock: () => clock.now },
      keep: (event) => run((tx) => keepEvent(tx, event)),
      mayPay: (offered) => run((tx) => mayPay(tx, offered)),
    },
  });
  const pluck = (sql: string) => engine.raw.prepare(sql).pluck().all();
  /** Works off what is due, as the worker would; every rule holds afterwards. */
  const drain = async () => {
    await work.drain();
    expect(await run(breaches)).toEqual([]);
  };
  onTestFinished(() => expect(errors).toEqual([]));
  return {
    ...{ ...world, gateway, work, drain, pluck, errors },
    /** Ana books and asks to pay by this provider; the visit's id. */
    asks: async (): Promise<number> => {
      const { id: visitId } = await anaBooks(0);
      expect(await anaAsks({ type: "startPayment", visitId, way })).toEqual({ type: "payment.started" });
      await drain();
      return visitId;
    },
    later: async (seconds: number) => {
      clock.now += seconds * 1_000;
      await drain();
    },
    /** The timer of the hold fires. */
    holdEnds: async (visitId: number) => {
      clock.now = Math.max(clock.now, Number(pluck(`select hold_ends_at from appointments where id = ${visitId}`)[0]));
      const ended = await run((tx) => endHold(tx, visitId));
      await drain();
      return ended;
    },
    states: () => pluck("select state from appointments order by id"),
    ledger: () => pluck("select kind || ' ' || amount_minor from ledger order by id"),
    said: () => pluck("select content from messages order by id").map((content) => keyIn(String(content))),
    voucher: (minor = FEE.minor) => run((tx) => newVoucher(tx, { minor, currency: FEE.currency })),
    tasks: () => pluck("select kind from tasks where state = 'open' order by id"),
  };
}

function keyIn(content: string): string {
  return /"key":"([^"]+)"/.exec(content)?.[1] ?? "";
}
