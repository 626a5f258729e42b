import { FLOWS } from "../../flows/all.ts";
import { endDialog } from "../../src/booking/end-dialog.ts";
import { handOver, type SendingPolicy } from "../../src/booking/hand-over.ts";
import { endHold } from "../../src/booking/lapsed-hold.ts";
import { pushHandlers } from "../../src/booking/push-handlers.ts";
import { reportMessage } from "../../src/booking/report-message.ts";
import { settle } from "../../src/booking/settle.ts";
import type { Tell } from "../../src/core/effects.ts";
import type { Speaking } from "../../src/core/speaking.ts";
import { createFire } from "../../src/jobs/fire.ts";
import { expectTemplated } from "../helpers/templated.ts";
import type { World } from "./world.ts";

/** Something that has reached somebody's telephone; a call brings no text. */
export type Arrived = { readonly contactId: number; readonly text: string | null; readonly tells: readonly Tell[] };

/** Lets time pass over a world: fires what is due and carries what is queued, as a worker and a provider do. */
export function postman(world: World, { text: speak, segments }: Speaking) {
  const { clock, transact, query } = world;
  const fire = createFire({
    transact,
    handlers: {
      "hold.end": async (tx, { appointmentId }) => void (appointmentId && (await endHold(tx, appointmentId))),
      "dialog.end": async (tx, { contactId }) => void (contactId && (await endDialog(tx, contactId))),
      ...pushHandlers(FLOWS),
    },
  });
  const policy: SendingPolicy = {
    ...{ speak, segments, perSecond: { text: 1_000, call: 1_000 }, zone: world.land.zone, spendPerDayMicros: 1e12 },
    ...{ priceMicros: { segment: 1, minute: 1 } },
    channels: { text: { name: "twilio-sms" }, call: { name: "twilio-voice" } },
  };
  const ids = (sql: string, ...values: readonly unknown[]) => query(sql, ...values).map(Number);

  const carry = async (id: number): Promise<readonly Arrived[]> => {
    const [content] = query("select content from messages where id = ?", id);
    const step = await transact((tx) => handOver(tx, policy, id));
    if (step.step !== "send") return [];
    await transact((tx) => settle(tx, step.message, { result: "accepted", providerId: `out${id}` }));
    const { contactId, kind } = step.message;
    const tells: readonly Tell[] = kind === "text" && typeof content === "string" ? JSON.parse(content) : [];
    expectTemplated(step.message.purpose, tells);
    return [{ contactId, text: step.outbound.body, tells }];
  };

  /** Fires and carries what is due now; gives what arrived. */
  const round = async (): Promise<readonly Arrived[]> => {
    const due = () =>
      ids("select min(id) from timers where state = 'pending' and kind <> 'payment' and due_at <= ?", clock.now)[0];
    // One by one: firing one may make another due. What a provider is asked is nobody's here.
    for (let id = due(); id; id = due()) await fire(id);
    const arrived: Arrived[] = [];
    for (const id of ids("select id from messages where state = 'queued' and not_before <= ? order by id", clock.now)) {
      arrived.push(...(await carry(id)));
    }
    return arrived;
  };

  return {
    /** Lets time pass until something arrives, at most until an instant; gives all that arrived at that moment. */
    pass: async (until: number): Promise<readonly Arrived[]> => {
      for (;;) {
        const arrived = await round();
        if (arrived.length > 0) return arrived;
        const next = ids(
          `select min(at) from (select due_at as at from timers where state = 'pending' and kind <> 'payment' and due_at > ?
            union all select not_before from messages where state = 'queued' and not_before > ?)`,
          ...[clock.now, clock.now],
        )[0];
        if (!next || next > until) break;
        clock.now = next;
      }
      clock.now = Math.max(clock.now, until);
      return [];
    },
    /** Has what was sent last to somebody come back as undeliverable. */
    fails: async (contactId: number): Promise<void> => {
      const [messageId = 0] = ids("select max(id) from messages where contact_id = ?", contactId);
      const lost = {
        state: "failed",
        errorCode: "30005",
        trouble: "permanent",
        sequence: null,
        minutes: null,
      } as const;
      await transact((tx) => reportMessage(tx, { messageId, providerId: `out${messageId}`, ...lost }, 0));
    },
  };
}
