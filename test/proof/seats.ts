import { createStaffApi, type StaffApi } from "../../src/booking/staff/api.ts";
import { readLocales } from "../../src/speech/locales.ts";
import { createSpeaking } from "../../src/speech/speaking.ts";
import { createKey } from "../../src/store/api-keys.ts";
import { testDatabase } from "../helpers/database.ts";
import { converseOver, phone, seededRandom } from "../helpers/demo.ts";
import { district } from "../helpers/district.ts";
import { publicUrl, startGateway } from "../http/gateway.ts";
import { clientOf, type Got } from "../http/rest/world.ts";
import type { Op } from "./linearizable.ts";

const speaking = createSpeaking(readLocales("locales"));

/** Names no one letter makes another of. */
const NAMES = [
  "Batra",
  "Chauhan",
  "Dhillon",
  "Fernandes",
  "Gulati",
  "Hussain",
  "Iyengar",
  "Jadhav",
  "Krishnan",
  "Lobo",
];
/** Seats that are fought for at a time, and operations after which the fight moves on. */
const HOT = 8;
const OPS_EACH = 20;
/** Answers that never arrive, and how many of those are never asked for again. */
const LOST = 0.05;
const GIVEN_UP = 0.2;

type Seat = { readonly slotId: number; readonly doctorId: number; readonly name: string; readonly start: string };

/** What a run is made of; `mutant` may spoil the database and what stands before it. */
export type Run = {
  readonly seed: number;
  readonly operations: number;
  readonly mutant?: (world: { readonly raw: TestRaw; readonly api: StaffApi }) => StaffApi;
};

type TestRaw = Awaited<ReturnType<typeof testDatabase>>["engine"]["raw"];

/** Each seat's history, and every answer that no route promises. */
export type Played = { readonly histories: readonly (readonly Op[])[]; readonly odd: readonly string[] };

/** Many clients over REST and by text at once, on a real server and a real database, who take, free and look at seats. */
export async function play({ seed, operations, mutant }: Run): Promise<Played> {
  const { seats, clientWith, text, patient, random } = await stage(seed, operations, mutant);
  const histories = new Map<number, Op[]>(seats.map(({ slotId }) => [slotId, []]));
  const odd: string[] = [];
  let now = 0;
  let done = 0;
  let people = 0;

  /** Asks, and keeps asking under the same key while the answer is lost, unless it gives up. */
  const noted = async (
    act: Op["act"],
    seat: Seat,
    who: number,
    ask: () => Promise<boolean | null>,
  ): Promise<boolean | null> => {
    const from = ++now;
    let answer = await ask();
    let isLost = random() < LOST;
    while (isLost && random() > GIVEN_UP) {
      answer = await ask();
      isLost = random() < LOST;
    }
    done += 1;
    const isKnown = answer !== null && !isLost;
    histories
      .get(seat.slotId)
      ?.push({ act, who, from, to: isKnown ? ++now : Number.POSITIVE_INFINITY, done: isKnown ? answer : null });
    return isKnown ? answer : null;
  };
  const anySeat = () => {
    const first = Math.floor(done / OPS_EACH) % seats.length;
    return seats[(first + Math.floor(random() * HOT)) % seats.length] as Seat;
  };
  const won = (got: Got): boolean | null => {
    if (got.status < 300) return true;
    if (String(got.body.type).endsWith("/slot-unavailable")) return false;
    odd.push(`${got.status} ${JSON.stringify(got.body)}`);
    return null;
  };

  const byRest = async () => {
    const seat = anySeat();
    const who = ++people;
    const rest = clientWith(who);
    const wanted = { doctorId: seat.doctorId, desiredDateTime: seat.start };
    if (random() < 0.25) {
      const day = seat.start.slice(0, 10);
      await noted("look", seat, who, async () => {
        const got = await rest(`/v1/practitioners/${seat.doctorId}/slots?limit=100&from=${day}&to=${day}`);
        return (got.body.slots as { slotId: number }[]).some(({ slotId }) => slotId === seat.slotId);
      });
      return;
    }
    const once = `take-${who}`;
    let got: Got | undefined;
    const isHold = random() < 0.4;
    const body = isHold ? wanted : { ...wanted, patientId: patient() };
    const taken = await noted("take", seat, who, async () => {
      got = await rest(isHold ? "/v1/holds" : "/v1/appointments", { body, once });
      return won(got);
    });
    if (!taken || !got) return;
    const { holdId, appointmentId } = got.body;
    const seen = got.headers.get("etag") ?? "";
    await noted("free", seat, who, async () => {
      if (isHold) return (await rest(`/v1/holds/${holdId}`, { method: "DELETE" })).status < 500;
      return won(await rest(`/v1/appointments/${appointmentId}/cancel`, { body: {}, once: `${once}-c`, seen }));
    });
  };

  const byText = async () => {
    const seat = anySeat();
    const who = ++people;
    const say = text(phone(who));
    const [, time = ""] = seat.start.split("T");
    const [, month, day] = seat.start.slice(0, 10).split("-").map(Number);
    const offered = await say(`book Dr ${seat.name} ${day}/${month} ${time.slice(0, 5)}`, 0);
    // Nearest to what was asked for, so the seat itself is first if it is free.
    const isOffered = firstOffer(offered) === clockOf(time);
    if (!isOffered) return;
    const taken = await noted("take", seat, who, async () => /name/.test(await say("1", 1)));
    if (!taken) return;
    const isBooked = random() < 0.6;
    if (isBooked) await say("Asha", 2);
    await noted("free", seat, who, async () => /Cancelled|Send a number/.test(await say(isBooked ? "8" : "0", 3)));
  };

  const clients = [...Array(9).fill(byRest), ...Array(6).fill(byText)] as readonly (() => Promise<void>)[];
  await Promise.all(
    clients.map(async (act) => {
      while (done < operations && odd.length === 0) await act();
    }),
  );
  return { histories: [...histories.values()], odd };
}

function firstOffer(text: string): string | undefined {
  return /^1 .* (\d{1,2}:\d\d [ap]m)/m.exec(text)?.[1];
}

function clockOf(time: string): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return `${((hour + 11) % 12) + 1}:${String(minute).padStart(2, "0")} ${hour < 12 ? "am" : "pm"}`;
}

/** The seats to fight for, and the ways in. */
async function stage(seed: number, operations: number, mutant: Run["mutant"]) {
  const database = await testDatabase();
  const make = district(database);
  const clinic = make.clinic("Nabha");
  const count = Math.ceil(operations / OPS_EACH);
  const doctors = NAMES.map((name) => ({ name, row: make.doctor(`Dr ${name}`, ["eye"]) }));
  const schedules = doctors.map(({ name, row }) => ({ name, of: make.schedule(row.id, clinic.id), doctorId: row.id }));
  const seats = Array.from({ length: count }, (_, n): Seat => {
    const { name, of, doctorId } = schedules[n % NAMES.length] as (typeof schedules)[number];
    const nth = Math.floor(n / NAMES.length);
    const [day, minutes] = [3 + Math.floor(nth / 30), 8 * 60 + 20 * (nth % 30)];
    const two = (value: number) => String(value).padStart(2, "0");
    const start = `2026-03-${two(day)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    const [slotId = 0] = make.times(of, [start]);
    return { slotId, doctorId, name, start: `${start.replace(" ", "T")}:00+05:30` };
  });
  // Each visit has a patient of its own: one who cannot be in two places would say nothing about a seat.
  let born = 0;
  const patient = () => make.patient("P", null, { locationId: clinic.id, code: `p${++born}` }).id;
  const whole = createStaffApi({ ...database.engine, speaking: await speaking });
  const api = mutant?.({ raw: database.engine.raw, api: whole }) ?? whole;
  const parts = { publicUrl, speaking: await speaking, trustedProxies: [], clock: () => performance.now() };
  const gateway = await startGateway({ rest: { ...parts, api } });
  const key = { label: "proof", role: "integrator", locationIds: null, ratePerMinute: 1e9, expiresAt: null } as const;
  // Holds that nobody asks for again stand for ever, and a key may have twenty.
  const keys = await Promise.all(Array.from({ length: 50 }, () => database.run((tx) => createKey(tx, key))));
  const clientWith = (n: number) => clientOf(gateway.url, keys[n % keys.length]?.token ?? "");
  const converse = await converseOver(database.run);
  const text = (from: string) => async (body: string, nth: number) => {
    const inbound = { channel: "twilio-sms", providerId: `${from}-${nth}`, from, to: "+15005550006", text: body };
    return (await converse(inbound))?.text ?? "";
  };
  return { seats, patient, text, random: seededRandom(seed), clientWith };
}
