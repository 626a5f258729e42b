import { parseArgs } from "node:util";
import {
  changeWorker,
  enrolWorker,
  moveWorker,
  resetWorkerPin,
  unlockWorker,
  type WorkerWrite,
} from "../booking/workers/enrol.ts";
import { givePatients, handOver } from "../booking/workers/hand-over.ts";
import { AppError } from "../core/errors.ts";
import { contactByPhone } from "../store/contacts.ts";
import type { Home } from "../store/directory.ts";
import type { Tx } from "../store/engine.ts";
import { patientByCode } from "../store/patients.ts";
import { activePlaces } from "../store/places.ts";
import { listWorkers, type WorkerRow } from "../store/worker-records.ts";
import { type Worker, workerById, workerWithContact } from "../store/workers.ts";
import type { Command, Shell } from "./command.ts";
import { phoneOf } from "./phone-of.ts";
import { counted } from "./words.ts";

const STAFF = { kind: "staff", id: null } as const;

const WORDS = { type: "string" } as const;
const OPTIONS = {
  ...{ clinics: WORDS, villages: WORDS, patients: WORDS, language: WORDS, registers: WORDS, touches: WORDS },
  ...{ supervisor: WORDS, name: WORDS, active: WORDS },
};

type Read = NonNullable<ReturnType<typeof readArgs>>;
type Act = (tx: Tx, read: Read, print: Shell["print"]) => Promise<0 | 1 | 2>;

/** `worker …`: community health workers, enrolled at the desk. A number is moved and a PIN taken away only here and over REST. */
export const workerCommand: Command = {
  usage: `worker [list | enrol <number> <name> --clinics <slug,…> [options] | change <number> [options] | move <number> <new number>
  | unlock <number> | reset-pin <number> | give <number> <code…> | hand <number> <to number> [code…]]
  options: --villages <name,…> --patients <code,…> --language <tag> --registers <a day> --touches <a day> --supervisor <number>
  --name <name> --clinics <slug,…> --active yes|no`,
  about: "list, enrol, change or unlock health workers, and hand their patients on",
  run: async ({ engine, print }, [act = "list", ...args]) => {
    const run = Object.hasOwn(ACTS, act) ? ACTS[act] : undefined;
    const read = readArgs(args);
    if (!run || !read) return 2;
    return await engine.transact((tx) => run(tx, read, print));
  },
};

const ACTS: Readonly<Record<string, Act>> = {
  list: async (tx, _read, print) => {
    const [rows, homes] = [await listWorkers(tx), await activePlaces(tx)];
    for (const row of rows) print(lineOf(row, homes, tx.now));
    print(`${counted(rows.length, "worker")}.`);
    return 0;
  },
  enrol: async (tx, read, print) => {
    const [number = "", ...name] = read.words;
    const { clinics } = read.values;
    if (name.length === 0 || !clinics) return 2;
    const { locationIds = [], ...write } = await writeOf(tx, read);
    const done = await enrolWorker(tx, STAFF, {
      ...write,
      name: name.join(" "),
      phone: await phoneOf(tx, number),
      locationIds,
    });
    if ("refused" in done) return refused(print, done.refused);
    await givePatients(tx, STAFF, { id: done.workerId }, await patientsNamed(tx, listed(read.values.patients)));
    print(`Worker ${done.workerId} is enrolled; a code was sent to her number.`);
    return 0;
  },
  change: async (tx, read, print) => {
    const worker = await workerNamed(tx, read);
    if (!worker) return 2;
    const no = await changeWorker(tx, STAFF, worker, await writeOf(tx, read));
    if (no !== null) return refused(print, no);
    await givePatients(tx, STAFF, worker, await patientsNamed(tx, listed(read.values.patients)));
    return done(print, worker, "is changed");
  },
  move: async (tx, read, print) => {
    const worker = await workerNamed(tx, read, 2);
    if (!worker) return 2;
    const no = await moveWorker(tx, STAFF, worker, await phoneOf(tx, read.words[1] ?? ""));
    return no === null ? done(print, worker, "has a new number") : refused(print, no);
  },
  unlock: async (tx, read, print) => {
    const worker = await workerNamed(tx, read);
    if (!worker) return 2;
    await unlockWorker(tx, STAFF, worker);
    return done(print, worker, "may go on");
  },
  "reset-pin": async (tx, read, print) => {
    const worker = await workerNamed(tx, read);
    if (!worker) return 2;
    const isSent = await resetWorkerPin(tx, STAFF, worker);
    return done(
      print,
      worker,
      isSent ? "has no PIN any more; a code was sent" : "has no PIN any more; she had three codes today",
    );
  },
  give: async (tx, read, print) => {
    const worker = await workerNamed(tx, read, Number.POSITIVE_INFINITY);
    const codes = read.words.slice(1);
    if (!worker || codes.length === 0) return 2;
    await givePatients(tx, STAFF, worker, await patientsNamed(tx, codes));
    return done(print, worker, `has ${counted(codes.length, "patient")} more`);
  },
  hand: async (tx, read, print) => {
    const [, number, ...codes] = read.words;
    const from = await workerNamed(tx, read, Number.POSITIVE_INFINITY);
    const to = await workerAt(tx, number ?? "");
    if (!from || !to?.active) return 2;
    const patientIds = codes.length === 0 ? null : await patientsNamed(tx, codes);
    const many = await handOver(tx, STAFF, { from, to, patientIds });
    return done(print, to, `has ${counted(many, "patient")} of worker ${from.id}`);
  },
};

function readArgs(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const limits = [values.registers, values.touches].every(
      (text) => text === undefined || /^[1-9]\d{0,2}$/.test(text),
    );
    const isSwitch = values.active === undefined || values.active === "yes" || values.active === "no";
    return limits && isSwitch ? { values, words: positionals } : null;
  } catch {
    return null;
  }
}

function listed(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(",").map((one) => one.trim());
}

async function writeOf(tx: Tx, { values }: Read): Promise<WorkerWrite> {
  const { clinics, villages, language, registers, touches, supervisor, name, active } = values;
  const boss = supervisor === undefined ? undefined : await workerAt(tx, supervisor);
  if (supervisor !== undefined && !boss) throw new AppError("not_found", `${supervisor} is no worker's number`);
  return {
    ...(name === undefined ? {} : { name }),
    ...(clinics === undefined ? {} : { locationIds: await clinicsNamed(tx, listed(clinics)) }),
    ...(villages === undefined ? {} : { villages: listed(villages) }),
    ...(language === undefined ? {} : { language }),
    ...(registers === undefined ? {} : { registersPerDay: Number(registers) }),
    ...(touches === undefined ? {} : { touchesPerDay: Number(touches) }),
    ...(boss ? { supervisorId: boss.id } : {}),
    ...(active === undefined ? {} : { active: active === "yes" }),
  };
}

async function clinicsNamed(tx: Tx, slugs: readonly string[]): Promise<readonly number[]> {
  const homes = await activePlaces(tx);
  return slugs.map((slug) => {
    const home = homes.find((one) => one.slug === slug);
    if (!home) throw new AppError("not_found", `the clinics are: ${homes.map((one) => one.slug).join(", ")}`);
    return home.id;
  });
}

async function patientsNamed(tx: Tx, codes: readonly string[]): Promise<readonly number[]> {
  const ids: number[] = [];
  for (const code of codes) {
    const patient = await patientByCode(tx, code);
    if (!patient) throw new AppError("not_found", `there is no patient ${code}`);
    ids.push(patient.id);
  }
  return ids;
}

/** A number as it is typed at the desk, read in the country of the first clinic. */
async function workerAt(tx: Tx, raw: string): Promise<Worker | undefined> {
  const contact = await contactByPhone(tx, await phoneOf(tx, raw));
  const id = contact && (await workerWithContact(tx, contact.id));
  return id === undefined ? undefined : await workerById(tx, id);
}

/** The worker whose number is the first word, where there are no more words than may be. */
async function workerNamed(tx: Tx, { words }: Read, wordsMax = 1): Promise<Worker | null> {
  const [number] = words;
  if (number === undefined || words.length > wordsMax) return null;
  const worker = await workerAt(tx, number);
  if (!worker) throw new AppError("not_found", `${number} is no worker's number`);
  return worker;
}

function refused(print: Shell["print"], why: string): 1 {
  print(`Nothing was changed: ${why}.`);
  return 1;
}

function done(print: Shell["print"], { id }: Worker, what: string): 0 {
  print(`Worker ${id} ${what}.`);
  return 0;
}

/** Number, name, clinics, and whether she can work now. */
function lineOf(row: WorkerRow, homes: readonly Home[], now: number): string {
  const clinics = row.locationIds.map((id) => homes.find((home) => home.id === id)?.slug ?? id).join(",");
  const isLocked = row.lockedAt !== null || now < row.pinLockedUntil;
  const state = row.active ? (isLocked ? "locked" : row.hasPin ? "works" : "no PIN yet") : "left";
  return [String(row.id).padStart(4), row.phone, state.padEnd(10), clinics, row.name, row.villages.join(", ")]
    .join("  ")
    .trimEnd();
}
