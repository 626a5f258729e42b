import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Who may import whom, as data (a row for a file or a folder wins over the row of the folder above it). A permission that
 * nobody uses fails too, so the table never promises more than the code needs.
 */
const MAY: Readonly<Record<string, readonly string[]>> = {
  flows: ["xstate", "src/core", "flows"],
  "src/core": ["src/core"],
  "src/core/step.ts": ["src/core", "xstate"],
  "src/core/flow.ts": ["src/core", "xstate"],
  "src/core/phone.ts": ["libphonenumber-js"],
  "src/core/latin.ts": ["src/core", "any-ascii"],
  "src/core/time.ts": ["temporal-polyfill"],
  "src/booking": ["src/booking", "src/core", "src/store", "src/payments/clinic", "src/payments/voucher"],
  "src/store": ["src/store", "src/core", "drizzle-orm", "better-sqlite3", "node:"],
  "src/speech": ["src/speech", "src/core", "i18next", "node:"],
  "src/channels/twilio": ["src/channels/twilio", "src/core", "twilio"],
  "src/payments": ["src/payments", "src/core"],
  "src/payments/json.ts": [],
  "src/payments/clinic": ["src/core"],
  "src/payments/voucher": ["src/payments/voucher", "src/core", "src/store"],
  "src/payments/mpesa": ["src/payments/mpesa", "src/payments/json.ts", "src/core", "node:"],
  "src/payments/stripe": ["src/payments/stripe", "src/payments/json.ts", "src/core", "stripe"],
  "src/converse.ts": ["src/booking", "src/core", "src/store", "src/converse-reply.ts", "src/converse-turn.ts", "node:"],
  "src/converse-reply.ts": ["src/core", "src/store", "src/converse-turn.ts"],
  "src/converse-turn.ts": ["src/booking", "src/core", "src/store"],
  "src/converse-call.ts": [
    "src/core",
    "src/store",
    "src/converse-turn.ts",
    "src/converse-call-turn.ts",
    "src/converse-call-end.ts",
  ],
  "src/converse-call-turn.ts": [
    "src/booking",
    "src/core",
    "src/store",
    "src/converse-turn.ts",
    "src/converse-call-end.ts",
  ],
  "src/converse-call-end.ts": ["src/booking", "src/core", "src/store"],
  "src/http": [
    "src/http",
    "src/core",
    "koa",
    "@koa/router",
    "koa-compress",
    "koa-helmet",
    "pino",
    "prom-client",
    "zod",
    "zod-openapi",
    "node:",
    "type:src/channels/twilio",
    "type:src/booking",
  ],
  "src/jobs": ["src/jobs", "src/core", "src/store", "type:src/booking", "bullmq", "ioredis"],
  "src/simulator": ["src/simulator", "src/core", "koa", "@koa/router", "@rgrove/parse-xml", "node:"],
  "src/config.ts": ["zod", "src/config-address.ts", "src/config-mpesa.ts", "src/config-stripe.ts"],
  "src/config-address.ts": ["zod"],
  "src/config-mpesa.ts": ["zod", "src/config-address.ts"],
  "src/config-stripe.ts": ["zod", "src/config-address.ts"],
  "src/cli": [
    "src/cli",
    "flows",
    "src/booking",
    "src/core",
    "src/store",
    "src/speech",
    "src/channels/twilio",
    "src/payments/clinic",
    "src/payments/voucher",
    "csv-parse",
    "node:",
  ],
  "src/worker.ts": [
    "flows",
    "src/booking",
    "src/channels/twilio",
    "src/core",
    "src/http",
    "src/jobs",
    "src/payments",
    "src/store",
    "type:src/config.ts",
    "pino",
  ],
  "src/main.ts": ["src", "flows", "pino", "node:"],
};

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => normalize(join(folder, name)));
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"/gm)].map(
    (match) => {
      const to = match[2] ?? match[3] ?? "";
      const target = to.startsWith(".") ? relative(".", join(dirname(file), to)) : to;
      return { from: file, to: target, typeOnly: match[1] !== undefined };
    },
  );
}

function rowOf(file: string): string | undefined {
  return Object.keys(MAY)
    .filter((row) => file === row || file.startsWith(`${row}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function allows(permission: string, { to, typeOnly }: Import): boolean {
  const [name, onlyTypes] = permission.startsWith("type:") ? [permission.slice(5), true] : [permission, false];
  const fits = to === name || to.startsWith(name.endsWith(":") ? name : `${name}/`);
  return fits && (typeOnly || !onlyTypes);
}

const edges = [...sources("src"), ...sources("flows")].flatMap(importsOf);

describe("boundaries", () => {
  it("reads the imports there are", () => {
    expect(edges.length).toBeGreaterThan(150);
  });

  it("lets no file import what its folder may not", () => {
    const forbidden = edges
      .filter((edge) => !(MAY[rowOf(edge.from) ?? ""] ?? []).some((permission) => allows(permission, edge)))
      .map(({ from, to }) => `${from} may not import ${to}`);
    expect(forbidden).toEqual([]);
  });

  it("keeps no permission that nothing uses", () => {
    const stale = Object.entries(MAY).flatMap(([row, permissions]) =>
      permissions
        .filter((permission) => !edges.some((edge) => rowOf(edge.from) === row && allows(permission, edge)))
        .map((permission) => `${row}: ${permission}`),
    );
    expect(stale).toEqual([]);
  });

  it("lets nobody import the composition root", () => {
    const importers = edges.filter(({ to }) => to === "src/main.ts" || to === "src/worker.ts").map(({ from }) => from);
    expect(importers).toEqual(["src/main.ts"]);
  });

  it("keeps clocks, chance and waiting out of the core and the flows", () => {
    const impure = [...sources("src/core"), ...sources("flows")].filter((file) => {
      const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      return /Date\.now|new Date\(\)|Math\.random|\bprocess\.|\bawait\b|\basync\b|setTimeout/.test(code);
    });
    expect(impure).toEqual([]);
  });
});
