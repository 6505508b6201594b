import { z } from "zod";
import {
  ConfigurationError,
  databaseUrl,
  type Environment,
  httpUrl,
  installationId,
  isSealingKey,
  logLevel,
  readEnvironment,
  readOnce,
  wholeNumber,
} from "./environment";
import { type OutboundReach, outboundShape, readOutboundReach } from "./outbound";

const sealing = z.object({
  SEALING_PRIVATE_KEYS: z
    .string()
    .transform((text) => text.split(",").map((key) => key.trim()))
    .refine(
      (keys) => keys.every(isSealingKey),
      "must be base64 of 32 bytes for each key, with commas between",
    )
    .describe(
      "Opens the credentials and tokens that the web sealed; the worker's alone. The present key first, after it those that older texts were sealed to. Make one with: npm run sealing-key",
    ),
});

const schema = z.object({
  DATABASE_URL: databaseUrl,
  DRAWBRIDGE_INSTALLATION_ID: installationId,
  ...sealing.shape,
  AWS_ENDPOINT_URL_EC2: httpUrl
    .optional()
    .describe("Another address for the EC2 API, such as a VPC endpoint; AWS's own when unset."),
  AWS_ENDPOINT_URL_STS: httpUrl
    .optional()
    .describe("Another address for the STS API, such as a VPC endpoint; AWS's own when unset."),
  GLANCE_SECONDS: wholeNumber({ least: 1, most: 30, fallback: 3 }).describe(
    "How often connections that move are looked at; 3 when unset.",
  ),
  FULL_SWEEP_SECONDS: wholeNumber({ least: 10, most: 3600, fallback: 60 }).describe(
    "How often everything in an account and Region is looked at; 60 when unset.",
  ),
  NEXTAUTH_URL: httpUrl
    .transform((url) => new URL(url).origin)
    .optional()
    .describe("The origin that links in e-mails and webhooks begin with; the web's own. Needed for e-mail."),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "must begin with smtp:// or smtps://", hostname: /./ })
    .optional()
    .describe(
      "The server that takes e-mail, the worker's alone: smtps://user:password@mail.example.com. Without it no e-mail is sent, and pages say so.",
    ),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n<>]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/, "must be an e-mail address")
    .optional()
    .describe("Whom e-mail comes from: Drawbridge <drawbridge@example.com>. Needed with SMTP_URL."),
  ...outboundShape,
  LOG_LEVEL: logLevel,
});

export type WorkerConfig = {
  databaseUrl: string;
  installationId: string;
  /** Base64, the present one first. */
  sealingPrivateKeys: string[];
  awsEndpoints: { ec2?: string; sts?: string };
  glanceSeconds: number;
  fullSweepSeconds: number;
  /** Links begin with it; null: none are made. */
  publicOrigin?: string | null;
  /** Null: no e-mail is sent. */
  mail?: { smtpUrl: string; from: string } | null;
  outbound?: OutboundReach;
  logLevel: string;
};

/** The worker's configuration. Throws a ConfigurationError that names each variable that is missing or wrong. */
export const readWorkerConfig = readOnce((env): WorkerConfig => {
  const read = readEnvironment(schema, env);
  refuseHalfAKey(env);
  return {
    databaseUrl: read.DATABASE_URL,
    installationId: read.DRAWBRIDGE_INSTALLATION_ID,
    sealingPrivateKeys: read.SEALING_PRIVATE_KEYS,
    awsEndpoints: { ec2: read.AWS_ENDPOINT_URL_EC2, sts: read.AWS_ENDPOINT_URL_STS },
    glanceSeconds: read.GLANCE_SECONDS,
    fullSweepSeconds: read.FULL_SWEEP_SECONDS,
    publicOrigin: read.NEXTAUTH_URL ?? null,
    mail: mailOf(read),
    outbound: readOutboundReach(read),
    logLevel: read.LOG_LEVEL,
  };
});

function mailOf(read: {
  SMTP_URL?: string;
  MAIL_FROM?: string;
  NEXTAUTH_URL?: string;
}): WorkerConfig["mail"] {
  const { SMTP_URL: smtpUrl, MAIL_FROM: from } = read;
  if (!smtpUrl && !from) return null;
  if (smtpUrl && from && read.NEXTAUTH_URL) return { smtpUrl, from };
  const name = !smtpUrl ? "SMTP_URL" : !from ? "MAIL_FROM" : "NEXTAUTH_URL";
  const purpose =
    "E-mail needs a server to send it (SMTP_URL), a sender (MAIL_FROM) and the origin its links begin with (NEXTAUTH_URL). Set all three, or neither of the first two: then no e-mail is sent.";
  throw new ConfigurationError([{ name, problem: "is missing while e-mail is set up.", purpose }]);
}

/** The sealing keys alone, base64, the present one first. Throws a ConfigurationError. */
export function readSealingPrivateKeys(env: Environment): string[] {
  return readEnvironment(sealing, env).SEALING_PRIVATE_KEYS;
}

function refuseHalfAKey(env: Environment): void {
  const pair = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;
  const missing = pair.filter((name) => !env[name]);
  if (missing.length !== 1) return;
  throw new ConfigurationError([
    {
      name: missing[0] as string,
      problem: "is missing while the other half of the key is set.",
      purpose: "AWS access keys come in two halves. Set both, or neither and use a profile or a role.",
    },
  ]);
}

/** Where the AWS SDK will take its credentials from, in its own order. Names sources, never a secret. */
export function describeAwsCredentials(env: Environment = process.env): string {
  if (env.AWS_ACCESS_KEY_ID) {
    return `access key ${env.AWS_ACCESS_KEY_ID} from the environment${env.AWS_SESSION_TOKEN ? " (temporary)" : ""}`;
  }
  if (env.AWS_PROFILE) return `profile ${env.AWS_PROFILE} of the shared AWS files`;
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) return `web identity of role ${env.AWS_ROLE_ARN}`;
  if (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI) {
    return "the container's role";
  }
  return "none in the environment: the default profile of the shared AWS files, then the instance's role";
}
