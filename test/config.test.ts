import { expect, test } from "vitest";
import { ConfigError, configFrom, type Outside } from "../src/config.ts";

const key = "ab".repeat(32);
const outside: Outside = {
  randomHex: (bytes) => "5".repeat(bytes * 2),
  readFile: (path) => {
    if (path === "/run/key") return `${key}\n`;
    if (path === "/run/short") return "abcd";
    throw new Error("ENOENT");
  },
};
const production = {
  GATEWAY_MODE: "production",
  PUBLIC_URL: "https://sms.example.org",
  DATABASE_KEY: key,
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "a".repeat(32),
};

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    configFrom(env, outside);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

test("an empty environment is a demo on this machine with generated credentials", () => {
  expect(configFrom({}, outside)).toEqual({
    mode: "demo",
    host: "127.0.0.1",
    port: 3000,
    publicUrl: "http://localhost:3000",
    trustedProxies: [],
    databaseFile: "./data/gateway.db",
    databaseKey: { generatedIn: "./data/gateway.db.key" },
    twilio: { accountSid: `AC${"5".repeat(32)}`, authTokens: ["5".repeat(32)], apiUrl: "http://localhost:3000" },
    sending: {
      callbackCountries: ["IN"],
      spendPerDayMicros: 20_000_000,
      priceMicros: { segment: 80_000, minute: 100_000 },
      perSecond: { text: 1, call: 1 },
    },
    countryDefault: "IN",
    zoneDefault: "Asia/Kolkata",
    logLevel: "info",
  });
});

test("money is read exactly, and what may be sent is bounded", () => {
  const env = { SPEND_PER_DAY: "12.5", PRICE_PER_SEGMENT: "0.0079", TWILIO_TEXTS_PER_SECOND: "30" };
  expect(configFrom({ ...env, CALLBACK_COUNTRIES: "KE, TZ" }, outside).sending).toEqual({
    callbackCountries: ["KE", "TZ"],
    spendPerDayMicros: 12_500_000,
    priceMicros: { segment: 7_900, minute: 100_000 },
    perSecond: { text: 30, call: 1 },
  });
  const wrong = { SPEND_PER_DAY: "a lot", TWILIO_TEXTS_PER_SECOND: "0", CALLBACK_COUNTRIES: "India", REDIS_URL: "x" };
  expect(
    problemsOf(wrong)
      .map((problem) => problem.split(" ")[0])
      .sort(),
  ).toEqual(Object.keys(wrong).sort());
});

test("the configuration cannot be changed", () => {
  const config = configFrom({}, outside);
  expect([config, config.twilio, config.twilio.authTokens, config.databaseKey].every(Object.isFrozen)).toBe(true);
});

test("the public address follows the port, and loses its last slash", () => {
  expect(configFrom({ PORT: "4000" }, outside).publicUrl).toBe("http://localhost:4000");
  expect(configFrom({ ...production, PUBLIC_URL: "https://EX.org/base/" }, outside).publicUrl).toBe(
    "https://EX.org/base",
  );
});

test("an empty variable counts as unset", () => {
  expect(configFrom({ PORT: "", DATABASE_KEY: " " }, outside).port).toBe(3000);
});

test("production starts with keys and an https address", () => {
  const config = configFrom({ ...production, TWILIO_AUTH_TOKEN: `${"a".repeat(32)}, ${"b".repeat(32)}` }, outside);
  expect(config.mode).toBe("production");
  expect(config.twilio.authTokens).toEqual(["a".repeat(32), "b".repeat(32)]);
  expect(config.databaseKey).toEqual({ hex: key });
});

test("production names everything that is missing at once", () => {
  expect(problemsOf({ GATEWAY_MODE: "production" })).toEqual([
    "TWILIO_ACCOUNT_SID is missing; production needs it",
    "TWILIO_AUTH_TOKEN is missing; production needs it",
    "PUBLIC_URL is missing; production needs it",
    "DATABASE_KEY or DATABASE_KEY_FILE is missing; production needs one",
  ]);
});

test.each([
  [{ HOST: "0.0.0.0" }, /^GATEWAY_MODE .* because HOST can/],
  [{ PUBLIC_URL: "https://x.example.org" }, /^GATEWAY_MODE .* because PUBLIC_URL can/],
  [{ HOST: "::", PUBLIC_URL: "http://10.1.1.1" }, /^GATEWAY_MODE .* because HOST and PUBLIC_URL can/],
])("without a mode, an installation others can reach does not start: %o", (env, problem) => {
  expect(problemsOf(env)).toEqual([expect.stringMatching(problem)]);
});

test.each([
  ["localhost", "http://[::1]:3000"],
  ["::1", "http://127.0.0.2"],
  ["127.9.9.9", "http://gateway.localhost"],
])("loopback is a demo: %s %s", (HOST, PUBLIC_URL) => {
  expect(configFrom({ HOST, PUBLIC_URL }, outside).mode).toBe("demo");
});

test("a demo others can reach must be asked for", () => {
  expect(configFrom({ GATEWAY_MODE: "demo", HOST: "0.0.0.0" }, outside).mode).toBe("demo");
});

test.each([
  ["GATEWAY_MODE", "staging"],
  ["PORT", "70000"],
  ["PORT", "3e3"],
  ["PORT", "-1"],
  ["HOST", "http://x"],
  ["PUBLIC_URL", "localhost:3000"],
  ["PUBLIC_URL", "https://x.example.org/#rc=3&rp=ct,5xx"],
  ["PUBLIC_URL", "https://x.example.org/?a=b"],
  ["PUBLIC_URL", "https://user:secret@x.example.org"],
  ["PUBLIC_URL", "ftp://x.example.org"],
  ["TRUSTED_PROXY", "10.0.0.0/33"],
  ["TRUSTED_PROXY", "nginx"],
  ["DATABASE_URL", "postgres://user:secret@db/x"],
  ["DATABASE_URL", "./x.db"],
  ["DATABASE_KEY", "secret"],
  ["DATABASE_KEY_FILE", "/run/none"],
  ["DATABASE_KEY_FILE", "/run/short"],
  ["TWILIO_ACCOUNT_SID", "SK123"],
  ["TWILIO_AUTH_TOKEN", "secret"],
  ["TWILIO_AUTH_TOKEN", `${"a".repeat(32)},`],
  ["TWILIO_SMS_FROM", "++"],
  ["TWILIO_MESSAGING_SERVICE_SID", "AC1"],
  ["TWILIO_API_URL", "api.twilio.com"],
  ["STRIPE_SECRET_KEY", "pk_live_0123"],
  ["STRIPE_WEBHOOK_SECRET", "whsec_a,"],
  ["STRIPE_API_URL", "https://api.stripe.com/v1"],
  ["MPESA_SHORT_CODE", "12"],
  ["COUNTRY_DEFAULT", "XY"],
  ["COUNTRY_DEFAULT", "in"],
  ["TZ_DEFAULT", "Asia/Nowhere"],
  ["LOG_LEVEL", "loud"],
])("%s=%s stops the start, naming the variable and not its value", (name, value) => {
  const problems = problemsOf({ [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name}\\b`));
  expect(problems[0]).not.toContain(value);
});

test("half an account at a provider of payments stops the start; none is off", () => {
  const [STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET] = ["sk_live_0123", "whsec_old, whsec_new"];
  const needs = "is missing; the other STRIPE_ variable needs it";
  expect(problemsOf({ STRIPE_SECRET_KEY })).toEqual([`STRIPE_WEBHOOK_SECRET ${needs}`]);
  expect(problemsOf({ STRIPE_WEBHOOK_SECRET })).toEqual([`STRIPE_SECRET_KEY ${needs}`]);
  expect(problemsOf({ MPESA_PASS_KEY: "x" })).toHaveLength(6);
  expect(configFrom({ STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET }, outside).stripe).toEqual({
    ...{ secretKey: STRIPE_SECRET_KEY, webhookSecrets: ["whsec_old", "whsec_new"] },
    apiUrl: "https://api.stripe.com",
  });
  expect(configFrom({}, outside).stripe).toBeUndefined();
});

test("production refuses plain http", () => {
  expect(problemsOf({ ...production, PUBLIC_URL: "http://x.example.org" })).toEqual([
    "PUBLIC_URL must begin with https: in production",
  ]);
});

test("a key is read from its file, and not given twice", () => {
  expect(configFrom({ DATABASE_KEY_FILE: "/run/key" }, outside).databaseKey).toEqual({ hex: key });
  expect(problemsOf({ DATABASE_KEY: key, DATABASE_KEY_FILE: "/run/key" })).toHaveLength(1);
});

test.each([
  ["file:./data/x.db", "./data/x.db"],
  ["file:x.db", "x.db"],
  ["file:/var/x.db", "/var/x.db"],
  ["file:///var/x.db", "/var/x.db"],
])("the database's address %s is the file %s", (DATABASE_URL, file) => {
  expect(configFrom({ DATABASE_URL }, outside).databaseFile).toBe(file);
});

test("proxies are addresses or networks", () => {
  expect(configFrom({ TRUSTED_PROXY: "10.0.0.0/8, ::1" }, outside).trustedProxies).toEqual(["10.0.0.0/8", "::1"]);
});
