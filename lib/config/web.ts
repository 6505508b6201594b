import { z } from "zod";
import {
  ConfigurationError,
  databaseUrl,
  httpUrl,
  installationId,
  isSealingKey,
  listenAddress,
  listenPort,
  logLevel,
  readEnvironment,
  readOnce,
} from "./environment";
import { type OidcConfig, readOidc } from "./oidc";

const sealing = z.object({
  SEALING_PUBLIC_KEY: z
    .string()
    .refine(isSealingKey, "must be base64 of 32 bytes")
    .describe(
      "Seals credentials and tokens so that only the worker can open them. npm run sealing-key prints it beside its private half; npm start takes it from SEALING_PRIVATE_KEYS where it has those",
    ),
});

const schema = z.object({
  DATABASE_URL: databaseUrl,
  NEXTAUTH_SECRET: z
    .string()
    .min(32, "must be at least 32 characters long")
    .describe(
      "Signs session cookies; the same for all web processes. Make one with: openssl rand -base64 32",
    ),
  NEXTAUTH_FORMER_SECRET: z
    .string()
    .min(32, "must be at least 32 characters long")
    .optional()
    .describe(
      "The NEXTAUTH_SECRET before the present one: sessions that it signed go on until NEXTAUTH_FORMER_SECRET_UNTIL",
    ),
  NEXTAUTH_FORMER_SECRET_UNTIL: z.iso
    .datetime({ offset: true, error: "must be a moment such as 2026-12-01T08:00:00Z" })
    .transform((text) => new Date(text))
    .optional()
    .describe("When the former secret stops counting: a session's longest life after the change is enough"),
  NEXTAUTH_URL: httpUrl
    .refine((url) => ["", "/"].includes(new URL(url).pathname), "must be an origin, without a path")
    .transform((url) => new URL(url).origin)
    .describe("The origin that people type into their browser: https://drawbridge.example.com"),
  DRAWBRIDGE_INSTALLATION_ID: installationId,
  ...sealing.shape,
  TRUSTED_PROXIES: z.coerce
    .number()
    .int("must be a whole number")
    .min(0)
    .max(9, "must be from 0 to 9")
    .default(0)
    .describe(
      "How many proxies of yours stand before the web, each adding to X-Forwarded-For; 0 trusts nobody's header",
    ),
  HOST: listenAddress,
  PORT: listenPort,
  LOG_LEVEL: logLevel,
});

export type WebConfig = {
  databaseUrl: string;
  sessionSecret: string;
  /** Still opens sessions until then. */
  formerSessionSecret?: { secret: string; until: Date };
  /** Scheme, host and port, without a slash at the end. */
  publicOrigin: string;
  installationId: string;
  /** Base64 of the worker's present public key. */
  sealingPublicKey: string;
  trustedProxies: number;
  /** The OpenID provider that people may sign in with; null: none. */
  oidc: OidcConfig | null;
  host: string;
  port: number;
  logLevel: string;
};

/** The web process's configuration. Throws a ConfigurationError that names each variable that is missing or wrong. */
export const readWebConfig = readOnce((env): WebConfig => {
  const read = readEnvironment(schema, env);
  return {
    databaseUrl: read.DATABASE_URL,
    sessionSecret: read.NEXTAUTH_SECRET,
    formerSessionSecret: formerSecret(read.NEXTAUTH_FORMER_SECRET, read.NEXTAUTH_FORMER_SECRET_UNTIL),
    publicOrigin: read.NEXTAUTH_URL,
    installationId: read.DRAWBRIDGE_INSTALLATION_ID,
    sealingPublicKey: read.SEALING_PUBLIC_KEY,
    trustedProxies: read.TRUSTED_PROXIES,
    oidc: readOidc(env),
    host: read.HOST,
    port: read.PORT,
    logLevel: read.LOG_LEVEL,
  };
});

function formerSecret(secret: string | undefined, until: Date | undefined) {
  if (secret && until) return { secret, until };
  if (!secret && !until) return undefined;
  throw new ConfigurationError([
    {
      name: secret ? "NEXTAUTH_FORMER_SECRET_UNTIL" : "NEXTAUTH_FORMER_SECRET",
      problem: "is missing while its other half is set.",
      purpose:
        "A former secret counts until a moment. Set both, or neither: the former one then counts no more.",
    },
  ]);
}

/** The key that secrets are sealed to, alone: what seeds and tests need too. Throws a ConfigurationError. */
export const readSealingPublicKey = readOnce(
  (env): string => readEnvironment(sealing, env).SEALING_PUBLIC_KEY,
);

const installation = z.object({ DRAWBRIDGE_INSTALLATION_ID: installationId });

/** The name that rules of this installation's carry, alone: what verbs need without a web process around them. */
export const readInstallationId = readOnce(
  (env): string => readEnvironment(installation, env).DRAWBRIDGE_INSTALLATION_ID,
);
