import { expect } from "vitest";
import { invariant } from "../../src/core/errors.ts";
import type { PayWay } from "../../src/core/payment-provider.ts";
import type { Care } from "../../src/core/places.ts";
import { breaches } from "../../src/store/invariants.ts";
import { checks, holds, keysOf, type Stage } from "./checks.ts";
import { createPlayer, type Manners, type Voice } from "./player.ts";
import type { Scene } from "./scenes.ts";

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
  [/^(\w+) is (\S+)$/, ({ player }, name, number) => player.numbers.set(name ?? "", number ?? "")],
  [/^(\w+) speaks (\S+)$/, ({ player }, name, tag) => player.world.speak(name ?? "", tag ?? "")],
  [/^(\w+) knows (\S+)(?: (covert|overt))?$/, knows],
  [/^(\w+) booked (\S+) (\w+) (\w+ [\d:]+)$/, books],
  // A kind of care costs so much (minor units), to be paid ahead.
  [/^ahead (\w+) (\d+)$/, ({ player }, care, minor) => player.world.ahead(care as Care, Number(minor))],
  // Besides vouchers the clinics take mobile money; so much of it comes (minor units).
  [/^ways (\w+)$/, ({ player }, way) => player.world.ways(way as PayWay)],
  [/^money (\d+)$/, ({ player }, minor) => player.world.money(Number(minor))],
  // Whose time to pay in is over ends.
  [/^sweep$/, ({ player }) => player.world.sweep()],
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

function knows({ player }: Stage, who = "", nickname = "", privacy?: string): void {
  player.world.knows(who, nickname, (privacy as "covert" | undefined) ?? "neutral");
}

function books({ player }: Stage, who = "", nickname = "", care = "", time = ""): Promise<void> {
  return player.world.books(who, nickname, care as Care, time);
}
