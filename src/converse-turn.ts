import { type Asker, answer } from "./booking/answer.ts";
import { releaseHold } from "./booking/release-hold.ts";
import type { Call } from "./core/call.ts";
import { type Dialog, holdsOf, NOTHING_OPEN } from "./core/dialog.ts";
import type { Tell } from "./core/effects.ts";
import { invariant } from "./core/errors.ts";
import type { Flows } from "./core/flow.ts";
import type { ChannelKind } from "./core/prompt.ts";
import { pushesIn } from "./core/push.ts";
import { ASKS_MAX, closed, type Progress, resume } from "./core/turn.ts";
import { holdOf } from "./store/appointments.ts";
import type { Contact } from "./store/contacts.ts";
import { type StoredDialog, saveDialog } from "./store/dialogs.ts";
import type { Home } from "./store/directory.ts";
import type { Tx } from "./store/engine.ts";
import { writeTask } from "./store/tasks.ts";

/** What every turn needs, whatever channel it came in by. */
export type Turn = {
  readonly tx: Tx;
  readonly flows: Flows;
  readonly channel: string;
  readonly kind: ChannelKind;
  readonly contact: Contact;
  readonly home: Home;
  readonly stored: StoredDialog;
  readonly language: string;
  /** The languages calls can be held in; absent by text. */
  readonly spoken?: readonly string[];
};

/** The conversation of somebody who has none yet. */
export const NO_DIALOG: StoredDialog = {
  ...{ dialog: NOTHING_OPEN, channelKind: "text", call: null, named: [], namedAt: 0, lastTurnAt: 0 },
};

/** Answers what the flows ask until they wait for the person; at most 20 asks, then it is a bug and rolls back. */
export async function answered(turn: Turn, begun: Progress): Promise<Progress> {
  let progress = begun;
  for (let asks = 0; progress.ask; asks += 1) {
    invariant(asks < ASKS_MAX, "a turn asks too much");
    const asker = askerOf(turn, progress.language ?? turn.language);
    progress = resume(turn.flows, progress, await answer(turn.tx, asker, progress.ask));
  }
  return progress;
}

/** The contact of a turn as the one who asks the use cases. */
export function askerOf({ contact, home, stored, channel, spoken }: Turn, language: string): Asker {
  const { named, namedAt } = stored;
  const pushed = pushesIn(stored.dialog.frames).flatMap((frame) => frame.pushed ?? []);
  const plain = { contactId: contact.id, locationId: home.id, language, named, namedAt, pushed, channel };
  return { ...plain, ...(spoken && { spoken }) };
}

/**
 * Saves the dialog and the call it is on, remembers which visits were named, writes tasks, and releases the holds of
 * frames and read-back choices that were left.
 */
export async function keep(turn: Turn, progress: Progress, call: Call | null): Promise<Dialog> {
  const { tx, contact, stored, home, kind } = turn;
  const dialog = closed(stored.dialog, progress);
  const kept = new Set([...holdsOf(dialog), ...readBackOf(call)]);
  for (const holdId of new Set([...holdsOf(stored.dialog), ...readBackOf(stored.call), ...progress.holds])) {
    if (!kept.has(holdId)) await releaseHold(tx, contact.id, holdId);
  }
  const named = visitsNamed(progress.tells);
  for (const tell of progress.tells) {
    if (tell.type !== "writeTask") continue;
    await writeTask(tx, { kind: tell.kind, reason: tell.kind, contactId: contact.id, locationId: home.id });
  }
  await saveDialog(tx, contact.id, {
    dialog,
    channelKind: kind,
    call,
    named: named.length > 0 ? named : stored.named,
    namedAt: named.length > 0 ? tx.now : stored.namedAt,
  });
  return dialog;
}

/** Gives back a time that was read back when a call dropped, so that a fresh list has it again. */
export async function releaseReadBack({ tx, contact, stored }: Turn): Promise<void> {
  if (!stored.dialog.frames.at(-1)?.again) return;
  const hold = await holdOf(tx, contact.id);
  if (hold && !holdsOf(stored.dialog).includes(hold.id)) await releaseHold(tx, contact.id);
}

function readBackOf(call: Call | null): readonly number[] {
  return call?.asking.kind === "readback" && call.asking.holdId !== null ? [call.asking.holdId] : [];
}

/** The visits that a turn's sentences name. */
function visitsNamed(tells: readonly Tell[]): readonly number[] {
  const named = tells.flatMap((tell) => ("visits" in tell ? (tell.visits ?? []) : []));
  return [...new Set(named)];
}
