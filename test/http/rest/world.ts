import { createStaffApi } from "../../../src/booking/staff/api.ts";
import type { Role } from "../../../src/core/staff.ts";
import { readLocales } from "../../../src/speech/locales.ts";
import { createSpeaking } from "../../../src/speech/speaking.ts";
import { createKey } from "../../../src/store/api-keys.ts";
import { testDatabase } from "../../helpers/database.ts";
import { district } from "../../helpers/district.ts";
import { publicUrl, startGateway } from "../gateway.ts";

const speaking = createSpeaking(readLocales("locales"));

/** What a test says of a request besides where it goes. */
export type Asked = {
  readonly method?: string;
  readonly body?: unknown;
  readonly once?: string;
  readonly seen?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
};

/** An answer, read. */
export type Got = { readonly status: number; readonly headers: Headers; readonly body: Body };
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests of every shape.
type Body = any;

let serial = 0;

/** A key of once-only requests that no test has used. */
export function fresh(): string {
  serial += 1;
  return `test-${serial}`;
}

/** REST on a database of its own: Nabha, whose keys the tests hold, and Bhadson, which is none of their business. */
export async function restWorld() {
  const database = await testDatabase();
  const make = district(database);
  const clinics = { own: make.clinic("Nabha"), other: make.clinic("Bhadson") };
  const doctors = { own: make.doctor("Dr Kaur", ["eye"]), other: make.doctor("Dr Sood", ["eye"]) };
  const schedules = {
    own: make.schedule(doctors.own.id, clinics.own.id),
    other: make.schedule(doctors.other.id, clinics.other.id),
  };
  const { engine, clock } = database;
  /** A slot at each clinic that began an hour ago, with room for everybody. */
  const begun = {
    own: make.times(schedules.own, ["2026-03-02 07:00"], 1_000)[0] ?? 0,
    other: make.times(schedules.other, ["2026-03-02 07:00"], 1_000)[0] ?? 0,
  };
  const api = createStaffApi({ ...engine, speaking: await speaking });
  const rest = { api, publicUrl, speaking: await speaking, trustedProxies: [], clock: () => clock.now };
  const gateway = await startGateway({ rest });
  const keyFor = (role: Role, locationIds: readonly number[] | null = [clinics.own.id], ratePerMinute = 1_000_000) =>
    engine.transact((tx) => createKey(tx, { label: "test", role, locationIds, ratePerMinute, expiresAt: null }));
  const { token } = await keyFor("integrator", null);
  const { token: admin } = await keyFor("clinic_admin", null);
  const ask = clientOf(gateway.url, token);
  return {
    ...database,
    make,
    clinics,
    doctors,
    schedules,
    begun,
    api,
    gateway,
    keyFor,
    token,
    admin,
    ask,
    timesOf: timesOf(make, schedules),
  };
}

/** Asks a gateway, with this key unless another is given. */
export function clientOf(url: string, token: string) {
  return async (path: string, asked: Asked = {}): Promise<Got> => {
    const { method = asked.body === undefined ? "GET" : "POST", body } = asked;
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(url + path, { method, headers: headersOf({ token, ...asked }), body: text ?? null });
    const answer = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "") && answer !== "";
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(answer) : answer };
  };
}

function headersOf({ token, body, once, seen, headers }: Asked): Record<string, string> {
  return {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(once === undefined ? {} : { "idempotency-key": once }),
    ...(seen === undefined ? {} : { "if-match": seen }),
    ...headers,
  };
}

/** What `restWorld` gives. */
export type RestWorld = Awaited<ReturnType<typeof restWorld>>;

/** Times nobody has been given yet, of either doctor, as REST writes them. */
function timesOf(
  make: ReturnType<typeof district>,
  schedules: Record<"own" | "other", ReturnType<typeof make.schedule>>,
) {
  let given = 0;
  return (whose: "own" | "other" = "own"): { readonly slotId: number; readonly start: string } => {
    const [day, minutes] = [3 + Math.floor(given / 36), 8 * 60 + 20 * (given % 36)];
    given += 1;
    const two = (n: number) => String(n).padStart(2, "0");
    const text = `2026-03-${two(day)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    const [slotId = 0] = make.times(schedules[whose], [text]);
    return { slotId, start: `${text.replace(" ", "T")}:00+05:30` };
  };
}
