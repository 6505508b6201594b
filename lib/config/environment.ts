import { z } from "zod";

export type Environment = Record<string, string | undefined>;

export type ConfigurationProblem = { name: string; problem: string; purpose: string };

/** Names every variable that is missing or wrong, and what each is for. */
export class ConfigurationError extends Error {
  constructor(readonly problems: ConfigurationProblem[]) {
    super(problems.map(({ name, problem, purpose }) => `${name} ${problem}\n    ${purpose}`).join("\n"));
    this.name = "ConfigurationError";
  }
}

/**
 * Reads the variables that `schema` names and nothing else. An empty variable counts as unset. Each field's
 * `describe` text says what it is for. Throws a ConfigurationError that lists all problems at once.
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Environment,
): z.output<z.ZodObject<Shape>> {
  const names = Object.keys(schema.shape);
  const values = Object.fromEntries(names.map((name) => [name, env[name] === "" ? undefined : env[name]]));
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0] ?? "The environment");
      const field = schema.shape[name] as z.ZodType | undefined;
      return {
        name,
        problem: values[name] === undefined ? "is missing." : `${issue.message}.`,
        purpose: field?.description ?? "",
      };
    }),
  );
}

/** Remembers what `read` made of the process's own environment; another one (in tests) is read each time. */
export function readOnce<T>(read: (env: Environment) => T): (env?: Environment) => T {
  let remembered: { value: T } | undefined;
  return (env = process.env) => {
    if (env !== process.env) return read(env);
    remembered ??= { value: read(env) };
    return remembered.value;
  };
}

/** A whole number within bounds, with a default. */
export function wholeNumber(bounds: { least: number; most: number; fallback: number }) {
  const message = `must be a whole number from ${bounds.least} to ${bounds.most}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .pipe(z.number().min(bounds.least, message).max(bounds.most, message))
    .default(bounds.fallback);
}

// Not z.url(): the URL of a PostgreSQL on a Unix socket has no host.
export const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+$/, "must start with postgresql://")
  .describe(
    "The PostgreSQL (15 or newer) that holds all data, direct or session-pooled: postgresql://user:password@host:5432/drawbridge",
  );

export const logLevel = z
  .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
    error: "must be trace, debug, info, warn, error, fatal or silent",
  })
  .default("info")
  .describe("How much is logged; info when unset.");

export const httpUrl = z.url({ protocol: /^https?$/, error: "must be an http or https URL", abort: true });

export const listenAddress = z
  .string()
  .regex(/^[0-9A-Za-z.:-]+$/, "must be an IP address or a host name")
  .default("127.0.0.1")
  .describe("The address the web process listens on; 127.0.0.1 when unset, 0.0.0.0 for all.");

export const listenPort = wholeNumber({ least: 1, most: 65535, fallback: 3000 }).describe(
  "The port the web process listens on; 3000 when unset.",
);

export const installationId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, "must be 3 to 32 lower-case letters, digits and hyphens")
  .describe(
    "Tells this installation's objects in AWS and VCD from another's: it stands in their tags and names. Choose it once and never change it, for example acme-production",
  );

/** Whether a text is a key for sealing: standard base64 of 32 bytes. */
export function isSealingKey(text: string): boolean {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === 32 && bytes.toString("base64") === text;
}
