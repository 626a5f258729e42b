import { expect } from "vitest";
import { invariant } from "../../src/core/errors.ts";
import type { PayWay } from "../../src/core/payment-provider.ts";
import type { Care } from "../../src/core/places.ts";
import { breaches } from "../../src/store/invariants.ts";
import { wordsSaid } from "./call-checks.ts";
import { checks, holds, keysOf, type Stage } from "./checks.ts";
import { createPlayer, type Manners, type Turn, textsOf, type Voice } from "./player.ts";
import type { Scene } from "./scenes.ts";

type Action = (stage: Stage, ...found: readonly string[]) => unknown;

const UNITS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Every kind of line, and what it does. */
const LINES: readonly (readonly [RegExp, Action])[] = [
  // Ana > what she sends; (stop) after it: the carrier's own handling matched.
  [/^(?:(\d+) x )?(\w+) > (.*?)(?: \((stop|start|help)\))?$/, sends],
  // The same delivery again.
  [/^\w+ >>(?: (\S+))?$/, ({ turn }, keys) => turn?.again(keys)],
  [/^(\w+) (texts) (.*)$/, acts],
  [/^(\w+) (rings|takes our call)$/, acts],
  // Ana presses 1 during 2nd: while the second option is said by itself.
  [/^(\w+) (presses) (\S+)(?: during (\d)\w\w)?(?: on call (\d))?$/, acts],
  [/^(\w+) (is silent)$/, acts],
  [/^(\w+) hangs up$/, ({ player }, name) => player.caller.hangUp(name ?? "")],
  [
    /^(\w+) presses (\S+) as turn (\d+)$/,
    ({ player }, name, keys, turn) => player.caller.ahead(name ?? "", keys ?? "", Number(turn)),
  ],
  // < the keys of all that is said, in order; < alone is silence, < * anything.
  [/^<(.*)$/, hears],
  // | the reply, line by line and word for word, as far as … .
  [/^\| (.*?)(…?)$/, reads],
  // Time passes until what we start reaches her, by text or by a call that she takes.
  [/^(push|call) (\w+)$/, pushes],
  [/^quiet (\d+) (s|min|h|d)$/, ({ player }, n, unit) => player.quiet(Number(n) * (UNITS[unit ?? ""] ?? 0))],
  [/^lost (\w+)$/, ({ player }, name) => player.lost(name ?? "")],
  [
    /^clinic (\w+) (\S+)(?: (\S+))?$/,
    ({ player }, act, nickname, day) => player.world.clinic(act ?? "", nickname ?? "", day),
  ],
  [/^wait (\d+) (s|min|h|d)$/, ({ player }, n, unit) => player.wait(Number(n) * (UNITS[unit ?? ""] ?? 0))],
  // Time passes and everybody stays on the line.
  [/^later (\d+) (s|min|h|d)$/, ({ player }, n, unit) => player.pass(Number(n) * (UNITS[unit ?? ""] ?? 0))],
  [/^restart$/, ({ player }) => player.world.restart()],
  [/^outdated$/, ({ player }) => player.raiseVersions()],
  [/^(\w+) is (\S+)$/, ({ player }, name, number) => player.numbers.set(name ?? "", number ?? "")],
  [/^(\w+) speaks (\S+)$/, ({ player }, name, tag) => player.world.speak(name ?? "", tag ?? "")],
  [/^(\w+) knows (\S+)(?: (covert|overt))?(?: by (text|call))?$/, knows],
  [/^(\w+) booked (\S+) (\w+) (\w+ [\d:]+)$/, books],
  // A health worker who supervises others.
  [/^(\w+) leads (.+)$/, ({ player }, name, all) => player.world.leads(name ?? "", all?.split(" ") ?? [])],
  // A health worker, her PIN, or the code with which she sets one.
  [/^(\w+) looks after (.+)$/, ({ player }, name, all) => player.world.looksAfter(name ?? "", all?.split(" ") ?? [])],
  [
    /^(\w+) works with (?:PIN (\d{4})|a code)$/,
    ({ player }, name, digits) => player.world.worksWith(name ?? "", digits),
  ],
  // Her PIN was right just now.
  [/^(\w+) works$/, ({ player }, name) => player.world.atWork(name ?? "")],
  // Somebody's PIN, set at the desk.
  [/^(\w+) has PIN (\d{4})$/, ({ player }, nickname, digits) => player.world.pin(nickname ?? "", digits ?? "")],
  // A kind of care costs so much (minor units), to be paid ahead.
  [/^ahead (\w+) (\d+)$/, ({ player }, care, minor) => player.world.ahead(care as Care, Number(minor))],
  // Besides vouchers the clinics take mobile money; so much of it comes (minor units).
  [/^ways (\w+)$/, ({ player }, way) => player.world.ways(way as PayWay)],
  [/^money (\d+)(?: for (\S+))?$/, ({ player }, minor, whom) => player.world.money(Number(minor), whom)],
  // Whoever was asked on her phone says no there.
  [/^money refused$/, ({ player }) => player.world.moneyRefused()],
  // Whose time to pay in is over ends.
  [/^sweep$/, ({ player }) => player.world.sweep()],
  [/^\? (\w+)(.*)$/, checks],
];

/** Plays one scene in one language and checks, unasked, what must hold after every line. */
export async function play(scene: Scene, voice: Voice, manners: Manners, log: string[] = []): Promise<void> {
  const { channel = "text" } = manners;
  const player = await createPlayer(voice, manners);
  const stage: Stage = { player, voice, manners, log, lines: [], who: "", turn: null, awaited: false };
  const newcomers = new Set(scene.lines.flatMap(({ text }) => /^(\w+) is (?!silent)/.exec(text)?.[1] ?? []));
  for (const { text } of scene.lines) {
    const name = /^(?:\d+ x )?(\w+) (?:>|knows|booked|rings|takes|texts|looks)/.exec(text)?.[1];
    if (name && !newcomers.has(name) && manners.known) player.world.speak(name, voice.locale.tag);
  }
  try {
    for (const { text, place } of scene.lines) {
      const [, only = channel, line = text] = /^(text|voice) (.*)$/.exec(text) ?? [];
      if (only === channel) await playLine(stage, line, place);
    }
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
    const isVoice = stage.manners.channel === "voice" && optOut === undefined;
    await took(stage, who, () =>
      isVoice ? stage.player.caller.says(who, line) : stage.player.send(who, line, optOut as "stop" | undefined),
    );
  }
}

function pushes(stage: Stage, kind = "", who = ""): Promise<void> {
  expect(stage.awaited, "the text before has no `<`").toBe(false);
  return took(stage, who, () => stage.player.push(who, kind === "push" ? "text" : "call"));
}

async function acts(stage: Stage, who = "", act = "", what = "", option?: string, call?: string): Promise<void> {
  expect(stage.awaited, "what was said before has no `<`").toBe(false);
  const { send, caller } = stage.player;
  const odd = { ...(option && { option: Number(option) - 1 }), ...(call && { call: Number(call) }) };
  await took(stage, who, () => {
    if (act === "texts") return send(who, what);
    if (act === "takes our call") return caller.take(who);
    return act === "rings" ? caller.ring(who) : caller.press(who, what, odd);
  });
}

async function took(stage: Stage, who: string, act: () => Promise<Turn>): Promise<void> {
  stage.turn = null;
  if (stage.manners.reopen) await stage.player.world.restart();
  stage.turn = await act();
  stage.who = who;
  const { did, reply, call } = stage.turn;
  const said = call ? wordsSaid(call.script) : textsOf(reply).flatMap((text) => text.split("\n"));
  stage.lines = [...said];
  stage.awaited = true;
  stage.log.push(`${who} > ${did}`, ...(said.length > 0 ? said : ["(silence)"]).map((line) => `    ${line}`));
  stage.log.push(`< ${keysOf(stage.turn).join(" ")}`);
  await holds(stage);
}

async function reads(stage: Stage, words = "", rest = ""): Promise<void> {
  const line = await stage.player.withHoles(words);
  const found = stage.lines.shift() ?? "";
  expect(rest ? found.slice(0, line.length) : found).toBe(line);
}

function hears(stage: Stage, keys = ""): void {
  stage.awaited = false;
  invariant(stage.turn, "nobody has sent anything");
  const wanted = keys.trim().split(/\s+/).filter(Boolean);
  if (wanted[0] !== "*") expect(keysOf(stage.turn)).toEqual(wanted);
  if (wanted.length === 0) expect(stage.turn).toMatchObject({ reply: null, call: null });
}

function knows({ player }: Stage, who = "", nickname = "", privacy?: string, via?: string): void {
  player.world.knows(who, nickname, (privacy as "covert" | undefined) ?? "neutral", (via as "call") ?? "text");
}

function books({ player }: Stage, who = "", nickname = "", care = "", time = ""): Promise<void> {
  return player.world.books(who, nickname, care as Care, time);
}
