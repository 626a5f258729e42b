import { expect, it, onTestFinished, vi } from "vitest";
import { mpesa } from "../../src/payments/mpesa/mpesa.ts";
import { keepEvent } from "../../src/store/payment-events.ts";
import { gate, startGateway } from "../http/gateway.ts";
import { fakeMpesa, type MpesaFaults, mpesaAccount, PATH_SECRET } from "./fake-mpesa.ts";
import { payingWorld } from "./world.ts";

async function world(faults: MpesaFaults = {}) {
  const fake = await fakeMpesa(faults);
  onTestFinished(fake.stop);
  const account = mpesaAccount(fake.url);
  let clock = () => 0;
  const paying = await payingWorld((now) => {
    clock = now;
    return [mpesa(account, now)];
  });
  fake.reaches(paying.gateway.url);
  return { ...paying, fake, providers: [mpesa(account, clock)] };
}

/** A loaded machine is slow; nothing here waits for a time to pass. */
const soon = (expected: () => void) => vi.waitFor(expected, { timeout: 9_000 });
const EVENT = { method: "POST", body: JSON.stringify({ Body: { stkCallback: { ResultCode: 0 } } }) };

it("answers a delivery once it is durable, however long its provider does not answer us, and works it off from there", async () => {
  const silence = gate();
  const { asks, fake, clock, work, pluck, states } = await world({ silence: silence.opened });
  await asks();
  const { wake, stop } = work.start();
  onTestFinished(stop);
  onTestFinished(() => silence.open());
  clock.now += 31_000;
  wake();
  await soon(() => expect(fake.queries()).toBe(1));
  await fake.answers(0);
  // The prompt's outcome and the paybill's own report, each of them answered: it is delivered, and nothing more.
  await fake.deliver();
  expect(pluck("select count(*) from payment_events")).toEqual([2]);
  // They are worked off while the query still waits, and ask for another one; only what that says counts.
  wake();
  await soon(() => expect(pluck("select count(*) from payment_events where done_at is null")).toEqual([0]));
  expect([fake.queries(), states()]).toEqual([1, ["pending_payment"]]);
  silence.open();
  await soon(() => expect(states()).toEqual(["booked"]));
});

it("answers no delivery before its row is durable", async () => {
  const { run, pluck, clock, providers } = await world();
  const [begun, disk] = [gate(), gate()];
  const gateway = await startGateway({
    payments: {
      ...{ providers, clock: () => clock.now, mayPay: async () => "accept" },
      keep: async (event) => {
        begun.open();
        await disk.opened;
        await run((tx) => keepEvent(tx, event));
      },
    },
  });
  let isAnswered = false;
  const answered = fetch(`${gateway.url}/payments/paybill/${PATH_SECRET}/prompt/1`, EVENT).then((response) => {
    isAnswered = true;
    return response.status;
  });
  await begun.opened;
  // Whoever does not wait for the disk has answered before it hears of anything else.
  for (let n = 0; n < 3; n += 1) expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  expect([isAnswered, pluck("select count(*) from payment_events")]).toEqual([false, [0]]);
  disk.open();
  expect([await answered, pluck("select count(*) from payment_events")]).toEqual([200, [1]]);
});
