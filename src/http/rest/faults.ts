import type { z } from "zod";
import { type Fault, refuse } from "../../core/problem.ts";

/** Checks one part of a request; refuses with every fault it has. */
export function checked<Schema extends z.ZodType>(schema: Schema, given: unknown, part: Fault["in"]): z.output<Schema> {
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) return parsed.data;
  return refuse({ type: "invalid-request", errors: parsed.error.issues.flatMap((issue) => faultsOf(issue, part)) });
}

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue, part: Fault["in"]): readonly Fault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ in: part, pointer: pointerOf([...issue.path, key]), code: "unknown-member" }));
  }
  return [{ in: part, pointer: pointerOf(issue.path), code: codeOf(issue) }];
}

/** Our own words, so that a library's change of wording is no change of the contract. */
function codeOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "needed" : `not-a-${issue.expected}`;
    case "too_big":
      return "too-large";
    case "too_small":
      return "too-small";
    case "invalid_value":
      return "not-one-of-these";
    case "invalid_format":
      return "wrong-format";
    default:
      return "invalid";
  }
}

/** A JSON pointer (RFC 6901). */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
