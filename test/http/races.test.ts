import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { breaches } from "../../src/store/invariants.ts";
import { testDatabase } from "../helpers/database.ts";
import { converseOver, phone } from "../helpers/demo.ts";
import { district } from "../helpers/district.ts";
import { post, startGateway } from "./gateway.ts";

const GATEWAY = "+919876500101";

/** A real server over a real database with one clinic, one doctor and these free times. */
async function clinicWith(times: readonly string[]) {
  const database = await testDatabase();
  const make = district(database);
  const clinic = make.clinic("Nabha Hospital", { gatewayNumber: GATEWAY });
  const doctor = make.doctor("Dr Kaur", ["eye"]);
  make.times(make.schedule(doctor.id, clinic.id), times);
  const turn = await converseOver(database.run);
  const server = await startGateway({ turn, ready: () => database.run(async () => true) });
  let sent = 0;
  const text = async (from: string, body: string, sid = `SM${++sent}`) => {
    const answer = await post(server, { MessageSid: sid, From: from, To: GATEWAY, Body: body });
    return { status: answer.status, xml: await answer.text() };
  };
  return { database, server, text };
}

test("of 200 people who choose one seat at the same moment one gets it, and the others hear so", async () => {
  const { database, text } = await clinicWith(["2026-03-03 10:00"]);
  const people = Array.from({ length: 200 }, (_, n) => phone(n));
  const offered = await Promise.all(people.map((from) => text(from, "book eye")));
  expect(offered.filter(({ xml }) => xml.includes("Tue 3 Mar 10:00 am"))).toHaveLength(200);
  const chosen = await Promise.all(people.map((from) => text(from, "1")));
  const winners = people.filter((_, n) => chosen[n]?.xml.includes("Send the name"));
  expect(winners).toHaveLength(1);
  expect(chosen.every(({ status }) => status === 200)).toBe(true);
  expect(chosen.filter(({ xml }) => /no free time|just gone/.test(xml))).toHaveLength(199);
  const booked = await text(winners[0] ?? "", "Asha Devi");
  expect(booked.xml).toContain("Booked.");
  expect(database.engine.raw.prepare("select count(*) from appointments where state = 'booked'").pluck().get()).toBe(1);
  expect(await database.run(breaches)).toEqual([]);
});

test("losers of a race are offered what is left", async () => {
  const { database, text } = await clinicWith(["2026-03-03 10:00", "2026-03-03 10:20", "2026-03-04 10:00"]);
  const people = Array.from({ length: 40 }, (_, n) => phone(n));
  await Promise.all(people.map((from) => text(from, "book eye")));
  const chosen = await Promise.all(people.map((from) => text(from, "1")));
  const lost = chosen.filter(({ xml }) => xml.includes("That time has just gone."));
  expect(lost.length).toBeGreaterThan(30);
  expect(lost.every(({ xml }) => /1 (Tue|Wed) \d Mar/.test(xml) || xml.includes("no free time"))).toBe(true);
  expect(await database.run(breaches)).toEqual([]);
});

test("twenty deliveries of one text at once have one effect and the same bytes", async () => {
  const { database, text } = await clinicWith(["2026-03-03 10:00"]);
  await text(phone(1), "book eye");
  await text(phone(1), "1");
  const answers = await Promise.all(Array.from({ length: 20 }, () => text(phone(1), "Asha Devi", "SMsame")));
  expect(new Set(answers.map(({ xml }) => xml)).size).toBe(1);
  expect(answers[0]?.xml).toContain("Booked.");
  expect(database.engine.raw.prepare("select count(*) from patients").pluck().get()).toBe(1);
  expect(database.engine.raw.prepare("select count(*) from messages").pluck().get()).toBe(1);
});

test("while another process holds the database for a second, health answers at once and no text is lost", async () => {
  const { database, server, text } = await clinicWith(["2026-03-03 10:00"]);
  const holder = spawn(process.execPath, ["test/store/engine-lock.mjs", database.file, "07".repeat(32), "1000"]);
  await once(holder.stdout, "data");
  const waiting = Promise.all(Array.from({ length: 10 }, (_, n) => text(phone(n), "book eye")));
  const waited: number[] = [];
  while (holder.exitCode === null) {
    const asked = performance.now();
    const health = await fetch(`${server.url}/health`);
    await health.text();
    waited.push(performance.now() - asked);
  }
  // The median, for a busy machine may pause; were the event loop blocked, there would be one answer, after a second.
  const [median = 0] = waited.sort((a, b) => a - b).slice(waited.length / 2);
  expect(median).toBeLessThan(50);
  expect((await waiting).map(({ status }) => status)).toEqual(Array(10).fill(200));
});
