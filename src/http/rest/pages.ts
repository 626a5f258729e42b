import type Router from "@koa/router";
import type { Context } from "koa";
import type { ProblemType } from "../../core/problem.ts";
import { say } from "../../core/say.ts";
import { escaped, page } from "./html.ts";
import { openApiOf } from "./openapi.ts";
import { PROBLEMS } from "./problems.ts";
import { referenceOf } from "./reference.ts";
import { ROUTES } from "./routes/all.ts";
import { languageOf, type ProblemParts } from "./write-problem.ts";

/** Adds the contract for machines, the same for people, and a page for every problem; none of them tells about data. */
export function addContractPages(router: Router, parts: ProblemParts): void {
  const document = openApiOf(ROUTES, parts.publicUrl);
  const json = JSON.stringify(document);
  const reference = referenceOf(document);
  router.get("/openapi.json", (ctx) => {
    ctx.type = "application/json";
    ctx.body = json;
  });
  router.get("/docs", (ctx) => {
    ctx.type = "html";
    ctx.body = reference;
  });
  router.get("/problems", (ctx) => {
    const types = Object.keys(PROBLEMS) as readonly ProblemType[];
    answerPage(ctx, parts, "Problems", types.map((type) => sectionOf(ctx, parts, type)).join(""));
  });
  router.get("/problems/:type", (ctx) => {
    const type = String(ctx.params["type"]);
    if (!Object.hasOwn(PROBLEMS, type)) ctx.throw(404);
    answerPage(ctx, parts, type, sectionOf(ctx, parts, type as ProblemType));
  });
}

function answerPage(ctx: Context, parts: ProblemParts, title: string, body: string): void {
  ctx.vary("Accept-Language");
  ctx.set("Content-Language", languageOf(ctx, parts));
  ctx.type = "html";
  ctx.body = page(title, body);
}

function sectionOf(ctx: Context, parts: ProblemParts, type: ProblemType): string {
  const { status, about } = PROBLEMS[type];
  const title = parts.speaking.text([say(`problem.${type}`)], languageOf(ctx, parts)) ?? "";
  return `<h2 id="${type}"><code>${type}</code> ${status}</h2><p><strong>${escaped(title)}</strong></p><p lang="en">${escaped(about)}</p>`;
}
