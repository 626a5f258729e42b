import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { demoToken } from "../../src/booking/demo-district.ts";
import { openEngine } from "../../src/store/engine.ts";
import { breaches } from "../../src/store/invariants.ts";
import { seededRandom } from "../helpers/demo.ts";
import { clientOf, type Got } from "../http/rest/world.ts";
import { type Program, program } from "./gateway.ts";

/** 8 kills in CI, 200 with PROOF_LONG=1. */
const KILLS = process.env["PROOF_LONG"] === "1" ? 200 : 8;
const CLIENTS = 16;
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);

/** Nobody of the demo is called so. */
const NAME = "Zarina";

const random = seededRandom(SEED);
const folder = mkdtempSync(join(tmpdir(), "gateway-rest-crash-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A request that must happen once, and what came of it; null while nobody knows. */
type Request = { readonly path: string; readonly once: string; readonly body: object; answer: Got | null };

/** Requests of many clients: each registers a patient, books her a time that many want, and cancels some. */
function crowd(gateway: Program, slots: readonly { readonly doctorId: number; readonly start: string }[]) {
  const ask = clientOf(gateway.url, demoToken ?? "");
  const requests: Request[] = [];
  const send = async (request: Request): Promise<boolean> => {
    const got = await ask(request.path, { body: request.body, once: request.once, seen: '"2"' }).catch(() => null);
    if (!got) return false;
    if (request.answer) {
      expect([got.status, got.body], request.once).toEqual([request.answer.status, request.answer.body]);
      expect(got.headers.get("idempotent-replayed"), request.once).toBe("true");
    }
    request.answer = got;
    expect([200, 201, 409]).toContain(got.status);
    return true;
  };
  /** A new request; null when the connection broke. */
  const once = async (path: string, body: object): Promise<Got | null> => {
    const request: Request = { path, once: `${SEED}-${requests.length}`, body, answer: null };
    requests.push(request);
    return (await send(request)) ? request.answer : null;
  };
  const oneVisit = async (): Promise<boolean> => {
    const patient = await once("/v1/patients", { name: NAME, locationId: 1 });
    const { doctorId, start } = slots[Math.floor(random() * slots.length)] ?? { doctorId: 0, start: "" };
    const body = { patientId: patient?.body.patientId, doctorId, desiredDateTime: start };
    const visit = patient && (await once("/v1/appointments", body));
    if (visit?.status !== 201 || random() < 0.5) return visit !== null;
    return (await once(`/v1/appointments/${visit.body.appointmentId}/cancel`, {})) !== null;
  };
  const client = async () => {
    while (await oneVisit());
  };
  return { requests, send, client };
}

test("what REST acknowledged survives any kill, what it did not happens once when it is asked again", async () => {
  process.stdout.write(`REST crash: seed ${SEED}, ${KILLS} kills\n`);
  const gateway = await program(folder);
  await gateway.start();
  const found = await clientOf(gateway.url, demoToken ?? "")("/v1/slots?limit=100");
  const { requests, send, client } = crowd(gateway, found.body.slots);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const clients = Array.from({ length: CLIENTS }, client);
    await new Promise((resolve) => setTimeout(resolve, 150 + random() * 500));
    await gateway.kill();
    await Promise.all(clients);
    await gateway.start();
    // The unanswered first, then some of the answered: each gets one answer, for ever.
    for (const request of requests.filter(({ answer }) => answer === null)) expect(await send(request)).toBe(true);
    for (const request of requests.slice(-40)) expect(await send(request)).toBe(true);
  }
  for (const request of requests) expect(await send(request)).toBe(true);
  await gateway.kill();

  const engine = openEngine({ file: gateway.file, key: gateway.key });
  expect(engine.raw.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(await engine.transact(breaches)).toEqual([]);
  const count = (sql: string) => Number(engine.raw.prepare(sql).pluck().get());
  const done = (path: RegExp) =>
    requests.filter((one) => path.test(one.path) && (one.answer?.status ?? 409) < 300).length;
  expect(count("select count(*) from appointments where key_id is not null and reference is not null")).toBe(
    done(/\/appointments$/),
  );
  expect(count("select count(*) from appointments where key_id is not null and state = 'cancelled'")).toBe(
    done(/\/cancel$/),
  );
  expect(count(`select count(*) from patients where name = '${NAME}'`)).toBe(done(/\/patients$/));
  expect(requests.length).toBeGreaterThan(KILLS * CLIENTS);
  process.stdout.write(`REST crash: ${requests.length} requests, each once\n`);
  await engine.close();
});
