import { eq, sql } from "drizzle-orm";
import type { Call } from "../core/call.ts";
import { type Dialog, holdsOf } from "../core/dialog.ts";
import type { ChannelKind } from "../core/prompt.ts";
import type { Tx } from "./engine.ts";
import { prepared } from "./prepared.ts";
import { dialogs } from "./schema/traffic.ts";
import { dropDialogEnd, setDialogEnd } from "./timers.ts";

/** A dialog by text is closed 24 h after its last turn (DESIGN 6.3). */
export const DIALOG_LASTS = 24 * 3_600_000;

/** The conversation of a contact as it is kept; an empty dialog is kept too, for the visits it named. */
export type StoredDialog = {
  readonly dialog: Dialog;
  readonly channelKind: ChannelKind;
  /** The call under way; null when there is none. */
  readonly call: Call | null;
  /** Visits named by the last text that named any, and when. */
  readonly named: readonly number[];
  readonly namedAt: number;
  readonly lastTurnAt: number;
};

const selectDialog = prepared((db) =>
  db
    .select()
    .from(dialogs)
    .where(eq(dialogs.contactId, sql.placeholder("contactId")))
    .prepare(),
);

/** The conversation of a contact, if there is one. */
export async function loadDialog(tx: Tx, contactId: number): Promise<StoredDialog | null> {
  const row = await selectDialog(tx).get({ contactId });
  if (!row) return null;
  const { dialog, waits, call, channelKind, named, namedAt, lastTurnAt } = row;
  return {
    dialog: { ...JSON.parse(dialog), waits: waits === "" ? [] : waits.split("\n") },
    ...{ call: call === null ? null : JSON.parse(call), channelKind, named, namedAt, lastTurnAt },
  };
}

/** JSON has no line break of its own, so each earlier stack is a line: most turns neither read nor write them anew. */
function textOf({ waits, ...open }: Dialog): { readonly dialog: string; readonly waits: string } {
  return { dialog: JSON.stringify(open), waits: waits.join("\n") };
}

const upsertDialog = prepared((db) =>
  db
    .insert(dialogs)
    .values({
      contactId: sql.placeholder("contactId"),
      dialog: sql.placeholder("dialog"),
      waits: sql.placeholder("waits"),
      channelKind: sql.placeholder("channelKind"),
      call: sql.placeholder("call"),
      named: sql.placeholder("named"),
      namedAt: sql.placeholder("namedAt"),
      lastTurnAt: sql.placeholder("now"),
    })
    .onConflictDoUpdate({
      target: dialogs.contactId,
      set: {
        dialog: sql`excluded.dialog`,
        waits: sql`excluded.waits`,
        channelKind: sql`excluded.channel_kind`,
        call: sql`excluded.call`,
        named: sql`excluded.named`,
        namedAt: sql`excluded.named_at`,
        lastTurnAt: sql`excluded.last_turn_at`,
      },
    })
    .prepare(),
);

/** Keeps the conversation after a turn and sets its end, 24 h from now. */
export async function saveDialog(tx: Tx, contactId: number, stored: Omit<StoredDialog, "lastTurnAt">): Promise<void> {
  const { dialog, channelKind, named, namedAt } = stored;
  const call = stored.call === null ? null : JSON.stringify(stored.call);
  const row = { contactId, ...textOf(dialog), channelKind, call, named, namedAt, now: tx.now };
  await upsertDialog(tx).run(row);
  // Without a hold nothing is left to be done when the dialog ends, and most turns write one row less.
  if (holdsOf(dialog).length > 0) await setDialogEnd(tx, contactId, tx.now + DIALOG_LASTS);
}

const upsertLaid = prepared((db) =>
  db
    .insert(dialogs)
    .values({
      contactId: sql.placeholder("contactId"),
      dialog: sql.placeholder("dialog"),
      waits: sql.placeholder("waits"),
      channelKind: "text",
      named: [],
      namedAt: 0,
      lastTurnAt: 0,
    })
    .onConflictDoUpdate({
      target: dialogs.contactId,
      set: { dialog: sql`excluded.dialog`, waits: sql`excluded.waits` },
    })
    .prepare(),
);

/** Keeps what we have laid on the conversation of our own accord: no turn of hers, so its end stays where it was. */
export async function saveLaid(tx: Tx, contactId: number, dialog: Dialog): Promise<void> {
  await upsertLaid(tx).run({ contactId, ...textOf(dialog) });
}

const deleteDialog = prepared((db) =>
  db
    .delete(dialogs)
    .where(eq(dialogs.contactId, sql.placeholder("contactId")))
    .prepare(),
);

/** Forgets the conversation of a contact; its hold is the caller's to release. */
export async function dropDialog(tx: Tx, contactId: number): Promise<void> {
  await deleteDialog(tx).run({ contactId });
  await dropDialogEnd(tx, contactId);
}
