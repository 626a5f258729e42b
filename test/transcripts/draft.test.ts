import { readFileSync, writeFileSync } from "node:fs";
import { it } from "vitest";
import { KISUMU, PUNJAB } from "./district.ts";
import { play } from "./play.ts";
import { scenesIn } from "./scenes.ts";
import { VOICES } from "./voices.ts";

const file = process.env["DRAFT"] ?? "";
const tag = process.env["TAG"] ?? "en";
const SEND = /^(text )?(\d+ x )?\w+ > /;
it.skipIf(file === "")("fills", async () => {
  let all = "";
  const filled = new Map<string, string>();
  for (const scene of scenesIn(file)) {
    const log: string[] = [];
    const lived = file.includes("lived");
    const voice = VOICES.find((v) => v.locale.tag === tag)!;
    let died = "";
    const steps = scene.lines
      .filter((l) => !/^(text )?[<|]/.test(l.text))
      .flatMap((l) => [
        /^\? /.test(l.text) ? { ...l, text: l.text.split(" ").slice(0, 2).join(" ") + " " } : l,
        ...(SEND.test(l.text) ? [{ text: "< *", place: l.place }] : []),
      ]);
    const manners = {
      land: lived && tag === "sw" ? KISUMU : PUNJAB,
      answers: "digits",
      careful: false,
      reopen: false,
      known: !lived,
      languages: lived ? (tag === "sw" ? KISUMU : PUNJAB).languages : VOICES.map((v) => v.locale.tag),
    } as const;
    // each check alone would stop the play, so play up to it again
    const out: string[] = [];
    const done: typeof steps = [];
    for (const step of steps) {
      if (/^\? /.test(step.text)) {
        const sub: string[] = [];
        await play({ ...scene, lines: [...done, step] }, voice, manners, sub).catch((e) => {
          died ||= /^\? /.test(sub.at(-1) ?? "") ? "" : e.message;
        });
        filled.set(step.place, sub.at(-1) ?? "?");
        out.push(step.place);
      } else done.push(step);
    }
    await play({ ...scene, lines: done }, voice, manners, log).catch(
      (e) => (died = e.message.split("\n").slice(0, 6).join("\n")),
    );
    let at = -1;
    for (const l of done) {
      const times = Number(/^(?:text )?(\d+) x /.exec(l.text)?.[1] ?? 1);
      if (!SEND.test(l.text)) continue;
      for (let n = 0; n < times; n += 1)
        do at += 1;
        while (at < log.length && !/^<( |$)/.test(log[at] ?? ""));
      if (at < log.length) filled.set(l.place, (log[at] ?? "").trim());
    }
    all += `# ${scene.title}\n${log.join("\n")}\n${died ? `!!! ${died}\n` : ""}\n`;
  }
  writeFileSync("/tmp/draft.out", all);
  const base = file.split("/").at(-1);
  const text = readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, n) => {
      const got = filled.get(`${base}:${n + 1}`);
      const trimmed = line.trim();
      if (/^(text )?<( |$)/.test(trimmed)) return [];
      if (/^\? /.test(trimmed)) return [got ?? line];
      return SEND.test(trimmed) && got !== undefined ? [line, got] : [line];
    })
    .join("\n");
  writeFileSync("/tmp/filled.txt", text);
});
