import type { Route } from "../route.ts";
import { SCHEDULES, TASKS } from "./clinic.ts";
import { DIRECTORY } from "./directory.ts";
import { PAYMENTS } from "./payments.ts";
import { PEOPLE } from "./people.ts";
import { STREAM } from "./stream.ts";
import { HOLDS, VISITS } from "./visits.ts";
import { WORKERS } from "./workers.ts";

/** The contract under `/v1`, whole. */
export const ROUTES: readonly Route[] = [
  ...STREAM,
  ...DIRECTORY,
  ...HOLDS,
  ...VISITS,
  ...PAYMENTS,
  ...PEOPLE,
  ...WORKERS,
  ...SCHEDULES,
  ...TASKS,
];
