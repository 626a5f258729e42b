import Router from "@koa/router";
import Koa, { type Middleware } from "koa";
import helmet from "koa-helmet";
import type { Logger } from "pino";
import { type AudioParts, addAudio } from "./audio.ts";
import { addCallWebhooks, type CallWebhookParts } from "./call-webhooks.ts";
import { loggable } from "./errors.ts";
import { addOperations, type OperationsParts } from "./operations.ts";
import { addPaymentPages, type PaymentPageParts } from "./payment-pages.ts";
import { addPaymentWebhooks, type PaymentWebhookParts } from "./payment-webhooks.ts";
import { requests } from "./requests.ts";
import { createRest, type RestParts } from "./rest/rest.ts";
import { addWebhooks, type WebhookParts } from "./webhooks.ts";

/** Everything the web side is made of; the composition root hands it in. */
export type AppParts = WebhookParts &
  CallWebhookParts &
  AudioParts &
  OperationsParts &
  PaymentWebhookParts &
  PaymentPageParts &
  Readonly<{
    log: Logger;
    /** Pages for people, such as the simulator's; they alone get the headers that browsers need. */
    pages?: Middleware | undefined;
    /** What clinics and other systems call; without it every problem is a bare one. */
    rest?: RestParts | undefined;
    isStopping?: (() => boolean) | undefined;
  }>;

/** The web application, not yet listening. */
export function createApp(parts: AppParts): Koa {
  const app = new Koa();
  const { log, metrics, rest, isStopping = () => false } = parts;
  const router = new Router();
  addWebhooks(router, parts);
  addCallWebhooks(router, parts);
  addAudio(router, parts);
  addOperations(router, parts);
  addPaymentWebhooks(router, parts);
  addPaymentPages(router, parts);
  app.use(requests({ log, metrics, isStopping, problems: rest }));
  app.use(router.routes());
  app.use(router.allowedMethods());
  if (rest !== undefined) {
    const contract = createRest({
      ...rest,
      isStopping,
      onError: (error) => log.error({ error: loggable(error) }, "streams failed"),
    });
    app.use(contract.routes());
    app.use(contract.allowedMethods());
  }
  if (parts.pages !== undefined) {
    app.use(pageHeaders);
    app.use(parts.pages);
  }
  // Koa reports here what fails while an answer is being written; by default it would print it.
  app.on("error", (error: unknown) => parts.log.warn({ error: loggable(error) }, "answer not written"));
  return app;
}

/** Pages load only what this server serves. No HSTS and no upgrade: the demo is plain http, production has its proxy. */
const pageHeaders = helmet({
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:"],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
});
