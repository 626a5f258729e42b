import { parseArgs } from "node:util";
import { ROLES, type Role } from "../core/staff.ts";
import { type ApiKey, allKeys, createKey, revokeKey } from "../store/api-keys.ts";
import { activePlaces } from "../store/places.ts";
import type { Command, Shell } from "./command.ts";

const DAY_MS = 86_400_000;
/** A key nobody renews ends by itself. */
const DAYS = 365;
/** Calls a minute: several desks at once, and no runaway loop. */
const PER_MINUTE = 600;

/** `key create|list|revoke`: who may call REST. A token is printed once and kept by nobody. */
export const keyCommand: Command = {
  usage: "key [list | create <role> <label> [--locations <slug,…>] [--days <n>] [--rate <n>] | revoke <id>]",
  about: "list, make or end the keys with which clinics and other systems call REST",
  run: async (shell, [act = "list", ...rest]) => {
    if (act === "list" && rest.length === 0) return await list(shell);
    if (act === "create") return await create(shell, rest);
    return act === "revoke" && rest.length === 1 ? await revoke(shell, rest[0] ?? "") : 2;
  },
};

async function list({ engine, print, now }: Shell): Promise<0> {
  const keys = await engine.view(allKeys);
  for (const key of keys) {
    const scope = key.locationIds === null ? "all clinics" : `clinics ${key.locationIds.join(", ")}`;
    print(
      [String(key.id).padStart(4), key.role.padEnd(13), stateOf(key, now()).padEnd(18), scope, key.label].join("  "),
    );
  }
  print(`${keys.length} keys.`);
  return 0;
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: number): string {
  if (revokedAt !== null) return "revoked";
  if (expiresAt === null) return "in use";
  return `${expiresAt <= now ? "ended" : "until"} ${new Date(expiresAt).toISOString().slice(0, 10)}`;
}

async function create({ engine, print, now }: Shell, args: readonly string[]): Promise<0 | 1 | 2> {
  const read = readOptions(args);
  const [role, label = ""] = read?.positionals ?? [];
  if (!isRole(role) || read === null) {
    print(`The roles are: ${ROLES.join(", ")}.`);
    return 2;
  }
  const homes = await engine.view(activePlaces);
  const ids = read.slugs?.map((slug) => homes.find((home) => home.slug === slug)?.id) ?? null;
  if (ids?.includes(undefined)) {
    print(`The clinics are: ${homes.map(({ slug }) => slug).join(", ")}.`);
    return 1;
  }
  const locationIds = ids?.flatMap((id) => id ?? []) ?? null;
  const terms = { locationIds, ratePerMinute: read.rate, expiresAt: now() + read.days * DAY_MS };
  const { id, token } = await engine.transact((tx) => createKey(tx, { role, label, ...terms }));
  print(`Key ${id}, for ${read.days} days. It is shown this once:`);
  print(token);
  return 0;
}

async function revoke({ engine, print }: Shell, id: string): Promise<0 | 1> {
  const isDone = /^\d{1,15}$/.test(id) && (await engine.transact((tx) => revokeKey(tx, Number(id))));
  print(isDone ? `Key ${id} is no key any more.` : `There is no key ${id} in use.`);
  return isDone ? 0 : 1;
}

/** The words and options of `key create`; null if they make no sense. */
function readOptions(args: readonly string[]) {
  try {
    const options = { locations: { type: "string" }, days: { type: "string" }, rate: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { days = String(DAYS), rate = String(PER_MINUTE), locations } = values;
    if (positionals.length !== 2 || ![days, rate].every((text) => /^[1-9]\d{0,6}$/.test(text))) return null;
    return { positionals, slugs: locations?.split(",") ?? null, days: Number(days), rate: Number(rate) };
  } catch {
    return null;
  }
}

function isRole(text: string | undefined): text is Role {
  return ROLES.some((role) => role === text);
}
