import { afterAll, expect, test } from "vitest";
import { peopleFrom, pick } from "./people.ts";
import { type Sent, theWorld, type World } from "./world.ts";

/** 30 small worlds in CI, 300 with PROOF_LONG=1; SEED=n plays one again. */
const WORLDS = process.env["PROOF_LONG"] === "1" ? 300 : 30;
const FIRST = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const COUNT = process.env["SEED"] ? 1 : WORLDS;
const DAYS = 5;
const STEPS_A_DAY = 70;
const PEOPLE = 15;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What may happen in a step, and how often. */
const EVENTS: readonly (readonly [number, (at: World) => Promise<unknown>])[] = [
  [60, (at) => at.write(pick(at.random, at.people))],
  [8, severalAtOnce],
  [4, overtaking],
  [4, putAway],
  [4, deliverLate],
  [8, repeated],
  [4, (at) => at.sweep()],
  [2, (at) => at.restart()],
  [2, clockBack],
  [2, (at) => at.changeRules()],
];

/** Some write in the same moment, and one of the texts is delivered twice. */
async function severalAtOnce(at: World): Promise<void> {
  const writers = at.people.filter(() => at.random() < 0.3);
  const texts = writers.map((person) => at.compose(person));
  const first = texts[0];
  const [twice] = await Promise.all([first ? at.deliver(first) : null, ...texts.map((text) => at.deliver(text))]);
  if (first) expect(await at.deliver(first)).toEqual(twice);
}

/** She sends two texts; the second arrives first. */
async function overtaking(at: World): Promise<void> {
  const person = pick(at.random, at.people);
  const [first, second] = [at.compose(person), at.compose(person)];
  await at.deliver(second);
  await at.deliver(first);
}

/** A text that the network keeps for later. */
async function putAway(at: World): Promise<void> {
  at.late.push(at.compose(pick(at.random, at.people)));
}

async function deliverLate(at: World): Promise<void> {
  const text = at.late.shift();
  if (text) await at.deliver(text);
}

/** An old text comes again, perhaps days later: the same answer. */
async function repeated(at: World): Promise<void> {
  if (at.delivered.size === 0) return;
  const [text, reply]: readonly [Sent, unknown] = pick(at.random, [...at.delivered.values()]);
  expect(await at.deliver(text), `repeat of ${text.providerId}`).toEqual(reply);
}

async function clockBack(at: World): Promise<void> {
  at.clock.now -= 10 * MINUTE;
}

async function step(at: World): Promise<void> {
  let chance = at.random() * EVENTS.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, happen] of EVENTS) {
    chance -= weight;
    if (chance >= 0) continue;
    await happen(at);
    return;
  }
}

const seen = new Map<string, number>();

afterAll(() => {
  const acts = [...seen].map(([act, count]) => `${act} ${count}`).join(", ");
  process.stdout.write(`simulation: seeds ${FIRST}-${FIRST + COUNT - 1}, ${COUNT} worlds of ${DAYS} days: ${acts}\n`);
  // A simulation that reaches nothing proves nothing.
  if (COUNT === WORLDS)
    for (const act of ["hold", "book", "move", "cancel", "expire"]) expect(seen.get(act)).toBeGreaterThan(WORLDS / 10);
});

test.each(Array.from({ length: COUNT }, (_, n) => FIRST + n))(
  "what must hold holds through the days of the world of SEED=%i",
  async (seed) => {
    const at = await theWorld(seed, peopleFrom(0, PEOPLE));
    try {
      const dawn = at.clock.now;
      for (let day = 0; day < DAYS; day += 1) {
        at.clock.now = Math.max(at.clock.now, dawn + day * 24 * HOUR);
        for (let n = 0; n < STEPS_A_DAY; n += 1) {
          await step(at);
          at.clock.now += Math.floor(-Math.log(1 - at.random()) * 10) * MINUTE;
          await at.expectSane(`SEED=${seed}, day ${day}, step ${n}`);
        }
        await at.sweep();
        await at.expectWhole(`SEED=${seed}, end of day ${day}`);
      }
      for (const [act, count] of at.acts()) seen.set(act, (seen.get(act) ?? 0) + count);
    } finally {
      await at.close();
    }
  },
);
