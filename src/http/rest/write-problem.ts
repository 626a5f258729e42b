import type { Context } from "koa";
import type { Problem } from "../../core/problem.ts";
import { say } from "../../core/say.ts";
import type { Speaking } from "../../core/speaking.ts";
import { PROBLEMS } from "./problems.ts";

/** What turns problems into answers. */
export type ProblemParts = {
  readonly publicUrl: string;
  readonly speaking: Pick<Speaking, "text" | "tags">;
};

/** The language to answer a caller in; English for whoever asks for none that we speak. */
export function languageOf(ctx: Context, { speaking }: Pick<ProblemParts, "speaking">): string {
  const asked = ctx.get("accept-language") === "" ? false : ctx.acceptsLanguages([...speaking.tags]);
  return asked === false ? "en" : asked;
}

/** Answers with a problem document (RFC 9457): its address is what to switch on, its title is for people. */
export function writeProblem(ctx: Context, parts: ProblemParts, problem: Problem): void {
  const { type, ...members } = problem;
  const { status } = PROBLEMS[type];
  const language = languageOf(ctx, parts);
  const title = parts.speaking.text([say(`problem.${type}`)], language);
  ctx.status = status;
  ctx.set("Content-Language", language);
  ctx.set("Cache-Control", "no-store");
  ctx.remove("ETag");
  if ("retryAfter" in problem) ctx.set("Retry-After", String(problem.retryAfter));
  if (type === "auth-required") ctx.set("WWW-Authenticate", 'Bearer realm="gateway"');
  if (type === "stale-version") ctx.set("ETag", `"${problem.currentVersion}"`);
  if (type === "idempotency-key-missing") ctx.set("Link", `<${parts.publicUrl}/problems/${type}>; rel="describedby"`);
  ctx.type = "application/problem+json";
  ctx.body = JSON.stringify({ type: `${parts.publicUrl}/problems/${type}`, title, status, ...members });
}
