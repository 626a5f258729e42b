import type { Answer } from "../../core/effects.ts";
import type { Tx } from "../../store/engine.ts";
import { workersUnder } from "../../store/teams.ts";
import { workerOf } from "../../store/workers.ts";
import type { Asker } from "../asker.ts";

/** Letters of a name that a menu of five has room for. */
const NAME_MAX = 12;

/** Those under the worker whose number this is; nobody while she is locked. */
export async function findTeam(tx: Tx, asker: Asker): Promise<Answer> {
  const worker = await workerOf(tx, asker.contactId);
  const team = worker && worker.lockedAt === null ? await workersUnder(tx, worker.id) : [];
  const workers = team.map(({ id, name, active }) => ({ id, name: shortened(name), hasLeft: active === 0 }));
  return { type: "team.found", workers };
}

function shortened(name: string): string {
  return Array.from(name.normalize("NFC")).slice(0, NAME_MAX).join("").trim();
}
