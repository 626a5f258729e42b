import { expect } from "vitest";
import { invariant } from "../../src/core/errors.ts";
import type { Moment } from "../../src/core/places.ts";
import { CARES, type Care } from "../../src/core/places.ts";
import { say } from "../../src/core/say.ts";
import { isGsm7, segments } from "../../src/core/segments.ts";
import { breaches } from "../../src/store/invariants.ts";
import { readable } from "./district.ts";
import { createPlayer, type Manners, type Player, type Turn, type Voice } from "./player.ts";
import type { Scene } from "./scenes.ts";

type Stage = {
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
type Action = (stage: Stage, ...found: readonly string[]) => unknown;

const UNITS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Every kind of line, and what it does. */
const LINES: readonly (readonly [RegExp, Action])[] = [
  // Ana > what she sends; (stop) after it: the carrier's own handling matched.
  [/^(?:(\d+) x )?(\w+) > (.*?)(?: \((stop|start|help)\))?$/, sends],
  // The same delivery again.
  [/^(\w+) >>$/, ({ player }, name) => player.again(name ?? "")],
  // < the keys of all that is said, in order; < alone is silence, < * anything.
  [/^<(.*)$/, hears],
  // | the reply, line by line and word for word, as far as … .
  [/^\| (.*?)(…?)$/, reads],
  [/^wait (\d+) (s|min|h|d)$/, ({ player }, n, unit) => player.wait(Number(n) * (UNITS[unit ?? ""] ?? 0))],
  [/^restart$/, ({ player }) => player.world.restart()],
  [/^outdated$/, ({ player }) => player.raiseVersions()],
  [/^(\w+) is new$/, ({ player }, name) => player.numbers.has(name ?? "") || undefined],
  [/^(\w+) is (\S+)$/, ({ player }, name, number) => player.numbers.set(name ?? "", number ?? "")],
  [/^(\w+) speaks (\S+)$/, ({ player }, name, tag) => player.world.speak(name ?? "", tag ?? "")],
  [/^(\w+) knows (\S+)(?: (covert|overt))?$/, knows],
  [/^(\w+) booked (\S+) (\w+) (\w+ [\d:]+)$/, books],
  [/^\? (\w+)(.*)$/, checks],
];

/** Plays one scene in one language and checks, unasked, what must hold after every line. */
export async function play(scene: Scene, voice: Voice, manners: Manners, log: string[] = []): Promise<void> {
  const player = await createPlayer(voice, manners);
  const stage: Stage = { player, voice, manners, log, lines: [], who: "", turn: null, awaited: false };
  const newcomers = new Set(scene.lines.flatMap(({ text }) => /^(\w+) is /.exec(text)?.[1] ?? []));
  for (const { text } of scene.lines) {
    const name = /^(?:\d+ x )?(\w+) (?:>|knows|booked)/.exec(text)?.[1];
    if (name && !newcomers.has(name) && manners.known) player.world.speak(name, voice.locale.tag);
  }
  try {
    for (const { text, place } of scene.lines) await playLine(stage, text.replace(/^text /, ""), place);
    expect(stage.awaited, "the last text has no `<`").toBe(false);
    expect(await player.world.run(breaches)).toEqual([]);
  } finally {
    await player.world.close();
  }
}

async function playLine(stage: Stage, text: string, place: string): Promise<void> {
  for (const [form, act] of LINES) {
    const found = form.exec(text);
    if (!found) continue;
    try {
      await act(stage, ...found.slice(1));
    } catch (error) {
      throw new Error(`${place}: ${text}\n${(error as Error).message}\n${stage.log.join("\n")}`);
    }
    return;
  }
  throw new Error(`${place}: nobody understands "${text}"`);
}

async function sends(stage: Stage, times = "1", who = "", line = "", optOut?: string): Promise<void> {
  expect(stage.awaited, "the text before has no `<`").toBe(false);
  for (let n = 0; n < Number(times); n += 1) {
    stage.turn = null;
    stage.turn = await stage.player.send(who, line, optOut as "stop" | undefined);
    stage.who = who;
    stage.lines = stage.turn.reply?.text.split("\n") ?? [];
    stage.awaited = true;
    stage.log.push(
      `${who} > ${stage.turn.inbound.text}`,
      stage.turn.reply?.text.replace(/^/gm, "    ") ?? "    (silence)",
    );
    stage.log.push(`< ${keysOf(stage.turn).join(" ")}`);
    await holds(stage);
  }
}

function reads(stage: Stage, line = "", rest = ""): void {
  const found = stage.lines.shift() ?? "";
  expect(rest ? found.slice(0, line.length) : found).toBe(line);
}

function hears(stage: Stage, keys = ""): void {
  stage.awaited = false;
  invariant(stage.turn, "nobody has sent anything");
  const wanted = keys.trim().split(/\s+/).filter(Boolean);
  if (wanted[0] !== "*") expect(keysOf(stage.turn)).toEqual(wanted);
  if (wanted.length === 0) expect(stage.turn.reply).toBeNull();
}

/** The keys of all sentences of a turn but those of options. */
function keysOf({ tells }: Turn): readonly string[] {
  return tells.flatMap((tell) => {
    if (tell.type === "say") return [tell.sentence.key];
    return tell.type === "prompt" ? tell.prompt.say.map(({ key }) => key) : [];
  });
}

/** What holds after every text, whatever was sent. */
async function holds({ player, voice, manners, turn, who }: Stage): Promise<void> {
  invariant(turn, "nothing was sent");
  if (!manners.careful) expect(await player.world.run(breaches)).toEqual([]);
  const text = turn.reply?.text;
  if (text === undefined) return;
  expect(text).not.toMatch(/[{}]|undefined|\bnull\b|NaN/);
  expect(text.trim()).not.toBe("");
  expect(segments(text).segments, `segments of\n${text}`).toBeLessThanOrEqual(2);
  const language = player.languageOf(who);
  const names = player.world.query("select nickname from patients").join(" ");
  // A list of languages says each in its own letters.
  const isAbroad = turn.tells.some((tell) => tell.type === "prompt" && /"language.name"/.test(JSON.stringify(tell)));
  if (["en", "hi-Latn", "sw"].includes(language) && isGsm7(names) && !isAbroad) expect(isGsm7(text), text).toBe(true);
  const isReceipt = turn.tells.some((tell) => tell.type === "say" && tell.receipt);
  if (!isReceipt || turn.tells.some((tell) => tell.type === "say" && tell.sentence.key === "visit.overt")) return;
  const cares = CARES.map((care) => voice.speaking.text([say("care", { care })], language) ?? "");
  const doctors = player.world.query("select json_extract(names, '$.name') from practitioners") as string[];
  for (const secret of [...cares, ...doctors]) expect(text.split(/[\s,.:]+/).join(" ")).not.toContain(secret);
}

function knows({ player }: Stage, who = "", nickname = "", privacy?: string): void {
  player.world.knows(who, nickname, (privacy as "covert" | undefined) ?? "neutral");
}

function books({ player }: Stage, who = "", nickname = "", care = "", time = ""): Promise<void> {
  return player.world.books(who, nickname, care as Care, time);
}

/** What a `?` line compares: rows of the database, or the question that is open. */
async function checks({ player, who, log }: Stage, what = "", wanted = ""): Promise<void> {
  const zone = player.world.land.zone;
  const visits = (state: string) =>
    player.world
      .query(`select start_at from appointments where state in (${state}) order by start_at`)
      .map((at) => readable(Number(at), zone));
  const labels = async () =>
    (await player.world.promptOf(who))?.options.map(({ label }) => label.with as Record<string, unknown>) ?? [];
  const found: Readonly<Record<string, () => unknown>> = {
    visits: () => visits("'booked','confirmed'"),
    confirmed: () => visits("'confirmed'"),
    holds: () => visits("'held'"),
    offers: async () => (await labels()).flatMap(({ at }) => (at ? [readable((at as Moment).at, zone)] : [])),
    persons: async () => (await labels()).flatMap(({ name }) => (name ? [name] : [])),
    days: async () => (await labels()).flatMap(({ day }) => (day ? [day] : [])),
    options: async () => (await player.world.promptOf(who))?.options.map(({ value }) => value) ?? [],
    tasks: () => player.world.query("select kind from tasks order by id"),
    language: () => [player.world.contactOf(who).language],
    events: () => player.world.query("select count(*) from inbound_events"),
    consents: () => player.world.query("select granted from consents where wording <> 'booked.neutral' order by id"),
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
