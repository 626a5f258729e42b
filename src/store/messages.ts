import { and, eq, sql } from "drizzle-orm";
import type { Tell } from "../core/effects.ts";
import type { ChannelKind } from "../core/prompt.ts";
import { appointmentById } from "./appointments.ts";
import { contactById } from "./contacts.ts";
import type { Home } from "./directory.ts";
import type { Tx } from "./engine.ts";
import { openOutlet } from "./outlets.ts";
import { locationById } from "./places.ts";
import { prepared } from "./prepared.ts";
import { messages } from "./schema/traffic.ts";

/** One row of the outbox. */
export type Message = typeof messages.$inferSelect;

/** A message we start, about to be queued. */
export type NewMessage = {
  readonly contactId: number;
  readonly kind: ChannelKind;
  /** `reminder`, `notice`, `callback`, … */
  readonly purpose: string;
  /** One of `PRIORITY`. */
  readonly priority: number;
  /** The visit it is about and the version it speaks of: a visit that has changed since is not spoken of. */
  readonly visit: { readonly id: number; readonly version: number } | null;
  /** What a text says; put into words when it is sent, in the language of the contact then. A call brings none. */
  readonly content: readonly Tell[] | null;
  readonly dueAt: number;
  /** From then on it is dropped instead; null = always worth sending. */
  readonly uselessAt: number | null;
  /** Our number it goes out from; otherwise the number of the visit's clinic, or of the contact's. */
  readonly sender?: string;
  readonly timerId?: number;
  /** The message it says once more. */
  readonly againOf?: number;
};

const insertMessage = prepared((db) =>
  db
    .insert(messages)
    .values({
      contactId: sql.placeholder("contactId"),
      appointmentId: sql.placeholder("appointmentId"),
      appointmentVersion: sql.placeholder("appointmentVersion"),
      timerId: sql.placeholder("timerId"),
      againOf: sql.placeholder("againOf"),
      kind: sql.placeholder("kind"),
      channel: sql.placeholder("channel"),
      sender: sql.placeholder("sender"),
      purpose: sql.placeholder("purpose"),
      state: sql.placeholder("state"),
      // The column's own mapping would make the text 'null' of null.
      content: sql`${sql.placeholder("content")}`,
      priority: sql.placeholder("priority"),
      orderAt: sql.placeholder("orderAt"),
      dueAt: sql.placeholder("dueAt"),
      uselessAt: sql.placeholder("uselessAt"),
      notBefore: sql.placeholder("dueAt"),
      segments: sql.placeholder("segments"),
      createdAt: sql.placeholder("now"),
      updatedAt: sql.placeholder("now"),
    })
    // One call-back waits for a number at any time: asking again moves it.
    .onConflictDoUpdate({
      target: messages.contactId,
      targetWhere: sql`purpose = 'callback' and state in ('queued','sending')`,
      set: {
        notBefore: sql`excluded.not_before`,
        uselessAt: sql`excluded.useless_at`,
        priority: sql`min(${messages.priority}, excluded.priority)`,
        updatedAt: sql`excluded.updated_at`,
      },
    })
    .returning({ id: messages.id })
    .prepare(),
);

/** Queues a message that we start and gives its id; it leaves after commit, never before it is due. */
export async function queueMessage(tx: Tx, message: NewMessage): Promise<number> {
  const { visit, content, timerId = null, againOf = null, ...rest } = message;
  const appointmentId = visit?.id ?? null;
  const home = await homeFor(tx, { contactId: message.contactId, appointmentId });
  const sender = message.sender ?? home?.gatewayNumber ?? "";
  await openOutlet(tx, { kind: message.kind, sender });
  const { id } = await insertMessage(tx).get({
    ...rest,
    appointmentId,
    appointmentVersion: visit?.version ?? null,
    content: content === null ? null : JSON.stringify(content),
    timerId,
    againOf,
    channel: "",
    sender,
    state: "queued",
    orderAt: appointmentId === null ? message.dueAt : ((await appointmentById(tx, appointmentId))?.startAt ?? 0),
    segments: null,
    now: tx.now,
  });
  return id;
}

/** The clinic for which a contact is written to: the visit's, otherwise the one she first wrote to. */
export async function homeFor(
  tx: Tx,
  { contactId, appointmentId }: Pick<Message, "contactId" | "appointmentId">,
): Promise<Home | undefined> {
  const visited = appointmentId === null ? undefined : (await appointmentById(tx, appointmentId))?.locationId;
  const locationId = visited ?? (await contactById(tx, contactId))?.locationId;
  return locationId == null ? undefined : await locationById(tx, locationId);
}

/** A reply that says booked, moved or cancelled, as it leaves in the answer to a webhook. */
export type InlineReceipt = {
  readonly contactId: number;
  /** None where it names several. */
  readonly visit: { readonly id: number; readonly version: number } | null;
  readonly channel: string;
  /** Our number that the person wrote to. */
  readonly sender: string;
  readonly purpose: "booked" | "moved" | "cancelled" | "receipt";
  /** What is said again if the reply does not arrive. */
  readonly content: readonly Tell[];
  readonly segments: number;
};

/** How long the delivery of a reply is waited for before it is said once more (DESIGN 5.3). */
const RECEIPT_WAITS_MS = 5 * 60_000;

/** Keeps a reply as a message, so that its delivery can be followed; gives its id. */
export async function writeReceipt(tx: Tx, receipt: InlineReceipt): Promise<number> {
  const { visit, content, ...rest } = receipt;
  const { id } = await insertMessage(tx).get({
    ...rest,
    appointmentId: visit?.id ?? null,
    appointmentVersion: visit?.version ?? null,
    content: JSON.stringify(content),
    timerId: null,
    againOf: null,
    kind: "text",
    state: "inline",
    priority: 0,
    orderAt: tx.now,
    dueAt: tx.now + RECEIPT_WAITS_MS,
    uselessAt: null,
    now: tx.now,
  });
  return id;
}

const carry = prepared((db) =>
  db
    .update(messages)
    .set({ appointmentVersion: sql`${sql.placeholder("version")}` })
    .where(and(eq(messages.appointmentId, sql.placeholder("id")), sql`state in ('inline', 'queued')`))
    .prepare(),
);

/** Keeps what is still to be said about a visit through a change that leaves its start and place as they are. */
export async function carryMessages(tx: Tx, visit: { readonly id: number; readonly version: number }): Promise<void> {
  await carry(tx).run({ id: visit.id, version: visit.version });
}

const forget = prepared((db) =>
  db
    .update(messages)
    .set({ content: null })
    .where(eq(messages.id, sql.placeholder("id")))
    .prepare(),
);

/** Forgets what a message says, once it will not be said again. */
export async function forgetContent(tx: Tx, id: number): Promise<void> {
  await forget(tx).run({ id });
}
