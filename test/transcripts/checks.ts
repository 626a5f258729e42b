import { expect } from "vitest";
import { takesKeys } from "../../src/core/call.ts";
import { invariant } from "../../src/core/errors.ts";
import { CARES, type Moment } from "../../src/core/places.ts";
import { LINE_UNITS, MESSAGES_MAX } from "../../src/core/receipt.ts";
import { say } from "../../src/core/say.ts";
import { isGsm7, segments } from "../../src/core/segments.ts";
import { breaches } from "../../src/store/invariants.ts";
import { readable } from "./district.ts";
import { type Manners, type Player, type Turn, textsOf, type Voice } from "./player.ts";

/** A transcript while it is played. */
export type Stage = {
  readonly player: Player;
  readonly voice: Voice;
  readonly manners: Manners;
  /** What was said so far, for whoever reads a failure. */
  readonly log: string[];
  /** Lines of the last reply that were not compared yet. */
  lines: string[];
  who: string;
  turn: Turn | null;
  /** A text was sent whose answer has not been looked at. */
  awaited: boolean;
};

/** The keys of all sentences of a turn but those of options. */
export function keysOf({ tells, call }: Turn): readonly string[] {
  if (call?.about.language === null) return ["language.name"];
  if (call) return [...tells.flatMap((tell) => (tell.type === "say" ? [tell.sentence.key] : [])), ...askedOn(call)];
  return tells.flatMap((tell) => {
    if (tell.type === "say") return [tell.sentence.key];
    if (tell.type === "receipt") {
      return tell.lines.map((line) => (line.is === "said" ? line.sentence.key : "(choices)"));
    }
    return tell.type === "prompt" ? tell.prompt.say.map(({ key }) => key) : [];
  });
}

/** The keys of what a call asks. */
function askedOn({ about: { asking, prompt, isShort } }: NonNullable<Turn["call"]>): readonly string[] {
  switch (asking?.kind) {
    case "resume":
      return ["call.resume"];
    case "proof":
      return ["call.proof"];
    case "readback":
      return ["format.readback"];
    case "prompt":
      return isShort && prompt && !takesKeys(prompt) ? [] : (prompt?.say.map(({ key }) => key) ?? []);
    default:
      return [];
  }
}

/** What holds after every text, whatever was sent. */
export async function holds({ player, voice, manners, turn, who }: Stage): Promise<void> {
  invariant(turn, "nothing was sent");
  if (manners.reopen) expect(await player.world.run(breaches)).toEqual([]);
  const texts = textsOf(turn.reply);
  if (texts.length === 0) return;
  const text = texts.join("\n");
  expect(text).not.toMatch(/[{}]|undefined|\bnull\b|NaN/);
  for (const one of texts) expect(one.trim()).not.toBe("");
  const isWorkers = turn.tells.some(({ type }) => type === "receipt");
  if (isWorkers) fitsReceipt(turn, texts);
  else expect(segments(text).segments, `segments of\n${text}`).toBeLessThanOrEqual(2);
  const language = player.languageOf(who);
  const names = player.world.query("select nickname from patients").join(" ");
  // A list of languages says each in its own letters.
  const isAbroad = turn.tells.some((tell) => tell.type === "prompt" && /"language.name"/.test(JSON.stringify(tell)));
  if (["en", "hi-Latn", "sw"].includes(language) && isGsm7(names) && !isAbroad) expect(isGsm7(text), text).toBe(true);
  const isReceipt =
    turn.did === "pushed" || isWorkers || turn.tells.some((tell) => tell.type === "say" && tell.receipt);
  if (!isReceipt || turn.tells.some((tell) => tell.type === "say" && tell.sentence.key === "visit.overt")) return;
  // A worker's receipt is in Latin letters, whatever her language.
  const tongues = isWorkers ? voice.speaking.tags : [language];
  const cares = tongues.flatMap((tag) => CARES.map((care) => voice.speaking.text([say("care", { care })], tag) ?? ""));
  const doctors = player.world.query("select n.value from practitioners p, json_each(p.names) n").map(String);
  for (const secret of [...cares, ...doctors]) expect(plain(text)).not.toContain(plain(secret));
}

/** A receipt is whole lines of 38 in at most three messages of one segment; what we send of our own accord is one text. */
function fitsReceipt({ did, tells }: Turn, texts: readonly string[]): void {
  expect(texts.length).toBeLessThanOrEqual(MESSAGES_MAX);
  for (const text of texts) {
    expect(segments(text), text).toMatchObject({ encoding: "gsm-7" });
    expect(segments(text).segments, text).toBeLessThanOrEqual(did === "pushed" ? 2 : 1);
  }
  const isAlone = tells.every(({ type }) => type !== "say");
  for (const line of isAlone ? texts.join("\n").split("\n") : []) {
    expect(segments(line).units, line).toBeLessThanOrEqual(LINE_UNITS);
  }
}

function plain(text: string): string {
  return text.split(/[\s,.:]+/).join(" ");
}

/** What a `?` line compares: rows of the database, or the question that is open. */
export async function checks({ player, who, log, turn }: Stage, what = "", wanted = ""): Promise<void> {
  const zone = player.world.land.zone;
  const visits = (state: string) =>
    player.world
      .query(`select start_at from appointments where state in (${state}) order by start_at`)
      .map((at) => readable(Number(at), zone));
  // What only a call says is said in other words by text.
  const options = async () => (await player.world.promptOf(who))?.options.filter(({ on }) => on !== "call") ?? [];
  const labels = async () => (await options()).map(({ label }) => label.with as Record<string, unknown>);
  const found: Readonly<Record<string, () => unknown>> = {
    visits: () => visits("'booked','confirmed'"),
    confirmed: () => visits("'confirmed'"),
    holds: () => visits("'held'"),
    unpaid: () => visits("'pending_payment'"),
    offers: async () =>
      (await labels()).flatMap(({ at, when = at }) => (when ? [readable((when as Moment).at, zone)] : [])),
    persons: async () => (await labels()).flatMap(({ name }) => (name ? [name] : [])),
    days: async () => (await labels()).flatMap(({ day }) => (day ? [day] : [])),
    options: async () => (await player.world.promptOf(who))?.options.map(({ value }) => value) ?? [],
    queued: () => player.world.query("select purpose from messages where state = 'queued' order by id"),
    contacts: () => player.world.query("select count(*) from contacts"),
    tasks: () => player.world.query("select kind from tasks order by id"),
    texts: () => [String(textsOf(turn?.reply ?? null).length)],
    now: () => [readable(player.world.clock.now, zone)],
    reasons: () =>
      player.world.query(
        "select reason from timers where state = 'fired' and appointment_id is not null and reason is not null",
      ),
    language: () => [player.world.contactOf(who).language],
    events: () => player.world.query("select count(*) from inbound_events"),
    consents: () => player.world.query("select granted from consents where wording <> 'booked.neutral' order by id"),
    privacy: () => player.world.query("select privacy from links order by contact_id, patient_id"),
    names: () => player.world.query("select nickname from patients order by id"),
    pins: () => player.world.query("select count(*) from pins"),
    years: () => player.world.query("select year_of_birth from patients order by id"),
  };
  const list = await found[what]?.();
  invariant(Array.isArray(list), `nobody can check ${what}`);
  const shown = list.map((one) => String(one ?? "none"));
  log.push(`? ${what} ${shown.join(", ")}`.trim());
  expect(shown).toEqual(
    wanted
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
  );
}
