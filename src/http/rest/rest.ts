import { constants } from "node:zlib";
import Router from "@koa/router";
import type { Middleware } from "koa";
import compress from "koa-compress";
import helmet from "koa-helmet";
import type { StaffApi } from "../../booking/staff/api.ts";
import { createBuckets } from "./buckets.ts";
import { mountRoutes } from "./mount.ts";
import { addContractPages } from "./pages.ts";
import { createSlotStreams } from "./stream.ts";
import type { ProblemParts } from "./write-problem.ts";

/** What REST is made of. */
export type RestParts = ProblemParts & {
  readonly api: StaffApi;
  readonly trustedProxies: readonly string[];
  /** Epoch milliseconds. */
  readonly clock: () => number;
};

/** Smaller answers grow by compression or gain a packet at most (interop 1.4, measured). */
const COMPRESSED_FROM = 1024;

/** Builds everything under `/v1`, and the pages that explain it. */
export function createRest(
  parts: RestParts & { readonly isStopping: () => boolean; readonly onError: (error: unknown) => void },
): Router {
  const streams = createSlotStreams(parts.api, parts);
  const router = new Router();
  router.use(headers(parts.publicUrl.startsWith("https:")));
  // Brotli at its best is slow; at 5 it beats gzip in size and time.
  router.use(compress({ threshold: COMPRESSED_FROM, br: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } } }));
  mountRoutes(router, { ...parts, streams, buckets: createBuckets(parts.clock) });
  addContractPages(router, parts);
  return router;
}

/**
 * Of helmet's headers those that say something about an answer for programs: all of them would double a small one. No CORS
 * header anywhere: browsers of other sites are kept out.
 */
function headers(isHttps: boolean): Middleware {
  return helmet({
    strictTransportSecurity: isHttps,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], styleSrc: ["'unsafe-inline'"], frameAncestors: ["'none'"] },
    },
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: false,
    originAgentCluster: false,
    referrerPolicy: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
}
