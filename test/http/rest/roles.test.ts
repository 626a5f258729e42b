import { expect, test } from "vitest";
import { ROLES, type Role, WAIVERS } from "../../../src/core/staff.ts";
import type { Route } from "../../../src/http/rest/route.ts";
import { ROUTES } from "../../../src/http/rest/routes/all.ts";
import { breaches } from "../../../src/store/invariants.ts";
import { type Ids, none, send, things } from "./cells.ts";
import { type Got, type RestWorld, restWorld } from "./world.ts";

/** Routes with only the caller's own things in their answers: there is nobody else's to name. */
const NAMELESS = ["findLocations", "issueTicket", "listWorkers"];

/** One caller on one route: with her own things, with another clinic's, and with things that do not exist. */
async function cellsOf(world: RestWorld, route: Route, caller: Caller): Promise<readonly string[]> {
  const { role, token, admin, theirs } = caller;
  const mayDo = route.roles.includes(role);
  const hers = mayDo ? await things(world, "own", token, /payment/.test(route.path)) : theirs;
  const own = await send(world, route, hers, token, admin);
  const wanted = mayDo ? route.status : 403;
  const wrong = own.status === wanted ? [] : [`${role} ${route.operation}: ${own.status}, not ${wanted}`];
  if (NAMELESS.includes(route.operation)) return wrong;
  const other = await send(world, route, theirs, token, admin);
  const nobodys = await send(world, route, none, token, admin);
  // Whether it exists must not be told by anything that is answered.
  expect([other.status, other.body], `${role} ${route.operation}`).toEqual([nobodys.status, nobodys.body]);
  const isNo = mayDo ? other.status >= 400 || isEmptyList(other) : other.status === 403;
  return isNo ? wrong : [...wrong, `${role} ${route.operation} at another clinic: ${other.status}`];
}

type Caller = { readonly role: Role; readonly token: string; readonly admin: string; readonly theirs: Ids };

function isEmptyList({ body }: Got): boolean {
  return Object.values(body).every((value) => Array.isArray(value) && value.length === 0);
}

test("every role may do on every route just what the table says, and never at another clinic", async () => {
  const world = await restWorld();
  // Who may waive a fee is each clinic's to say; here they let everybody whom the table lets.
  world.engine.raw.exec(`update locations set waive_roles = '${JSON.stringify(WAIVERS)}'`);
  const wrong: string[] = [];
  for (const role of ROLES) {
    const { token } = await world.keyFor(role);
    const admin = (await world.keyFor("clinic_admin", null)).token;
    const caller = { role, token, admin, theirs: await things(world, "other", token) };
    for (const route of ROUTES) {
      if (route.operation !== "streamSlots") wrong.push(...(await cellsOf(world, route, caller)));
    }
  }
  expect(wrong).toEqual([]);
  expect(await world.run(breaches)).toEqual([]);
}, 60_000);

test("no key, a wrong one, one that was revoked and one that is over open nothing", async () => {
  const world = await restWorld();
  const { token, id } = await world.keyFor("receptionist");
  const isIn = async (one: string) => (await world.ask("/v1/locations", { token: one })).status;
  expect(await isIn(token)).toBe(200);
  const wrong = [
    `${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`,
    token.replace(/^gk_\d+/, "gk_999"),
    "",
    "x y",
  ];
  for (const one of wrong) expect(await isIn(one)).toBe(401);
  world.engine.raw.prepare("update api_keys set expires_at = ? where id = ?").run(world.clock.now, id);
  expect(await isIn(token)).toBe(401);
  const { token: other, id: otherId } = await world.keyFor("receptionist");
  world.engine.raw.prepare("update api_keys set revoked_at = 1 where id = ?").run(otherId);
  const refused = await world.ask("/v1/locations", { token: other });
  expect(refused.status).toBe(401);
  expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer/);
});
