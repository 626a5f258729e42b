import { z } from "zod";
import { webAddress } from "./config-address.ts";
import { type MpesaConfig, mpesaOf, mpesaVariables } from "./config-mpesa.ts";
import { type StripeConfig, stripeOf, stripeVariables } from "./config-stripe.ts";

/** Everything the gateway is told from outside, checked once at the start and then fixed. */
export type Config = Readonly<{
  mode: "demo" | "production";
  host: string;
  port: number;
  /** The address providers call, without a slash at the end. */
  publicUrl: string;
  /** Addresses and networks (CIDR) from which `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  /** Path of the SQLite file. */
  databaseFile: string;
  databaseKey: DatabaseKey;
  twilio: TwilioConfig;
  /** Where BullMQ keeps its jobs; without it the embedded sweeper does the same. */
  redisUrl: string | undefined;
  sending: SendingConfig;
  /** M-Pesa; undefined = off. */
  mpesa: MpesaConfig | undefined;
  /** Stripe; undefined = off. */
  stripe: StripeConfig | undefined;
  /** Two capital letters, for reading national phone numbers. */
  countryDefault: string;
  /** IANA zone. */
  zoneDefault: string;
  logLevel: (typeof logLevels)[number];
}>;

/** The raw SQLCipher key, or, in demo mode, the file it is kept in and generated into when missing. */
type DatabaseKey = Readonly<{ hex: string } | { generatedIn: string }>;

/** One Twilio account; several tokens only while they rotate. */
type TwilioConfig = Readonly<{
  accountSid: string;
  authTokens: readonly string[];
  smsFrom?: string | undefined;
  voiceFrom?: string | undefined;
  messagingServiceSid?: string | undefined;
  /** In the demo the simulator's own address, which is ours. */
  apiUrl: string;
}>;

/** Guards of what we start ourselves. Money is in millionths of the currency of the provider's bill. */
type SendingConfig = Readonly<{
  /** Countries whose numbers are called back. */
  callbackCountries: readonly string[];
  spendPerDayMicros: number;
  /** For estimates until the bill comes. */
  priceMicros: Readonly<{ segment: number; minute: number }>;
  /** What the provider carries a second: segments from one number, calls of the whole account. */
  perSecond: Readonly<{ text: number; call: number }>;
}>;

/** What reading a configuration needs from the world around it. */
export type Outside = Readonly<{
  /** Random lower-case hex digits of the given number of bytes. */
  randomHex: (bytes: number) => string;
  readFile: (path: string) => string;
}>;

/** The environment cannot be used; each problem begins with a variable's name and never shows a value. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "ConfigError";
    this.problems = problems;
  }
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const TWILIO_API = "https://api.twilio.com";
const keyText = "must be 64 hex digits, the raw key";

const hexKey = z.string().regex(/^[0-9a-f]{64}$/i, keyText);
const list = z.string().transform((text) => text.split(",").map((item) => item.trim()));
const money = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, "must be an amount of money, like 20 or 0.05")
  .transform((text) => Math.round(Number(text) * 1e6));
const perSecond = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,3})?$/, "must be a number a second, like 1 or 0.5")
  .transform(Number)
  .pipe(z.number().min(0.001, "must be above 0"));

const schema = z.object({
  GATEWAY_MODE: z.enum(["demo", "production"], "must be demo or production").optional(),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, "must be a host name or an address")
    .default("127.0.0.1"),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().max(65535, "must be at most 65535"))
    .default(3000),
  PUBLIC_URL: webAddress.optional(),
  TRUSTED_PROXY: list
    .pipe(z.array(z.string().refine(isNetwork, "must be addresses or networks like 10.0.0.0/8, separated by commas")))
    .default([]),
  DATABASE_URL: z
    .string()
    .regex(/^file:.+/, "must begin with file:")
    .default("file:./data/gateway.db"),
  DATABASE_KEY: hexKey.optional(),
  DATABASE_KEY_FILE: z.string().optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/i, "must be AC and 32 hex digits")
    .optional(),
  TWILIO_AUTH_TOKEN: list
    .pipe(z.array(z.string().min(16, "must be tokens of at least 16 characters, separated by commas")))
    .optional(),
  TWILIO_SMS_FROM: z
    .string()
    .regex(
      /^\+?[0-9]{3,15}$|^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/,
      "must be a phone number, a short code or a sender name",
    )
    .optional(),
  TWILIO_MESSAGING_SERVICE_SID: z
    .string()
    .regex(/^MG[0-9a-f]{32}$/i, "must be MG and 32 hex digits")
    .optional(),
  TWILIO_API_URL: webAddress.optional(),
  TWILIO_VOICE_FROM: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, "must be a phone number like +15005550006")
    .optional(),
  TWILIO_TEXTS_PER_SECOND: perSecond.default(1),
  TWILIO_CALLS_PER_SECOND: perSecond.default(1),
  PRICE_PER_SEGMENT: money.default(0.08 * 1e6),
  PRICE_PER_MINUTE: money.default(0.1 * 1e6),
  SPEND_PER_DAY: money.default(20e6),
  CALLBACK_COUNTRIES: list
    .pipe(z.array(z.string().refine(isCountry, "must be countries' two capital letters, separated by commas")))
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, "must begin with redis:// or rediss://")
    .optional(),
  ...mpesaVariables,
  ...stripeVariables,
  COUNTRY_DEFAULT: z.string().refine(isCountry, "must be a country's two capital letters, like IN").default("IN"),
  TZ_DEFAULT: z.string().refine(isZone, "must be a time zone, like Asia/Kolkata").default("Asia/Kolkata"),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(", ")}`).default("info"),
});

type Environment = z.infer<typeof schema>;

/** Reads and checks the environment; throws `ConfigError` with every problem found. An empty variable counts as unset. */
export function configFrom(env: Readonly<Record<string, string | undefined>>, outside: Outside): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError([
      ...new Set(parsed.error.issues.map((issue) => `${String(issue.path[0])} ${issue.message}`)),
    ]);
  }
  const values = parsed.data;
  const publicUrl = values.PUBLIC_URL ?? `http://localhost:${values.PORT}`;
  const problems: string[] = [];
  const mode = modeOf(values, publicUrl, problems);
  const databaseFile = databaseFileOf(values.DATABASE_URL);
  const databaseKey = databaseKeyOf(values, databaseFile, outside, problems);
  const mpesa = mpesaOf(values, problems);
  const stripe = stripeOf(values, problems);
  if (mode === "production") problems.push(...missingInProduction(values));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    mode,
    host: values.HOST,
    port: values.PORT,
    publicUrl,
    trustedProxies: Object.freeze(values.TRUSTED_PROXY),
    databaseFile,
    databaseKey: Object.freeze(databaseKey),
    twilio: Object.freeze({
      accountSid: values.TWILIO_ACCOUNT_SID ?? `AC${outside.randomHex(16)}`,
      authTokens: Object.freeze(values.TWILIO_AUTH_TOKEN ?? [outside.randomHex(16)]),
      smsFrom: values.TWILIO_SMS_FROM,
      voiceFrom: values.TWILIO_VOICE_FROM,
      messagingServiceSid: values.TWILIO_MESSAGING_SERVICE_SID,
      apiUrl: values.TWILIO_API_URL ?? (mode === "demo" ? publicUrl : TWILIO_API),
    }),
    redisUrl: values.REDIS_URL,
    sending: Object.freeze({
      callbackCountries: Object.freeze(values.CALLBACK_COUNTRIES ?? [values.COUNTRY_DEFAULT]),
      spendPerDayMicros: values.SPEND_PER_DAY,
      priceMicros: Object.freeze({ segment: values.PRICE_PER_SEGMENT, minute: values.PRICE_PER_MINUTE }),
      perSecond: Object.freeze({ text: values.TWILIO_TEXTS_PER_SECOND, call: values.TWILIO_CALLS_PER_SECOND }),
    }),
    mpesa,
    stripe,
    countryDefault: values.COUNTRY_DEFAULT,
    zoneDefault: values.TZ_DEFAULT,
    logLevel: values.LOG_LEVEL,
  });
}

function modeOf(values: Environment, publicUrl: string, problems: string[]): Config["mode"] {
  if (values.GATEWAY_MODE !== undefined) return values.GATEWAY_MODE;
  const reachable = [
    ...(isLoopback(values.HOST) ? [] : ["HOST"]),
    ...(isLoopback(new URL(publicUrl).hostname) ? [] : ["PUBLIC_URL"]),
  ];
  if (reachable.length > 0) {
    problems.push(
      `GATEWAY_MODE must be set to demo or production, because ${reachable.join(" and ")} can be reached from other machines`,
    );
  }
  return "demo";
}

function missingInProduction(values: Environment): string[] {
  const required = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "PUBLIC_URL"] as const;
  const problems = required
    .filter((name) => values[name] === undefined)
    .map((name) => `${name} is missing; production needs it`);
  if (values.PUBLIC_URL !== undefined && !/^https:/i.test(values.PUBLIC_URL)) {
    problems.push("PUBLIC_URL must begin with https: in production");
  }
  if (values.DATABASE_KEY === undefined && values.DATABASE_KEY_FILE === undefined) {
    problems.push("DATABASE_KEY or DATABASE_KEY_FILE is missing; production needs one");
  }
  return problems;
}

function databaseKeyOf(values: Environment, databaseFile: string, outside: Outside, problems: string[]): DatabaseKey {
  if (values.DATABASE_KEY !== undefined && values.DATABASE_KEY_FILE !== undefined) {
    problems.push("DATABASE_KEY and DATABASE_KEY_FILE are both set; set one");
  }
  if (values.DATABASE_KEY !== undefined) return { hex: values.DATABASE_KEY.toLowerCase() };
  if (values.DATABASE_KEY_FILE === undefined) return { generatedIn: `${databaseFile}.key` };
  try {
    const key = hexKey.safeParse(outside.readFile(values.DATABASE_KEY_FILE).trim());
    if (key.success) return { hex: key.data.toLowerCase() };
    problems.push(`DATABASE_KEY_FILE: the file's content ${keyText}`);
  } catch {
    problems.push("DATABASE_KEY_FILE cannot be read");
  }
  return { hex: "" };
}

/** `file:./x` and `file:x` stay relative, `file:/x` and `file:///x` are absolute. */
function databaseFileOf(url: string): string {
  return url.slice("file:".length).replace(/^\/\/(?=\/)/, "");
}

function isLoopback(host: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const widest = z.ipv4().safeParse(address).success ? 32 : z.ipv6().safeParse(address).success ? 128 : -1;
  return widest > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest));
}

function isCountry(text: string): boolean {
  return (
    /^[A-Z]{2}$/.test(text) && new Intl.DisplayNames("en", { type: "region", fallback: "none" }).of(text) !== undefined
  );
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
