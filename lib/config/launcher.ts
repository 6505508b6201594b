import { z } from "zod";
import {
  databaseUrl,
  listenAddress,
  listenPort,
  logLevel,
  readEnvironment,
  readOnce,
  wholeNumber,
} from "./environment";

const schema = z.object({
  DATABASE_URL: databaseUrl.optional(),
  DATA_DIR: z
    .string()
    .optional()
    .describe(
      "Where a private PostgreSQL and the demo's secrets are kept; .data in the checkout when unset.",
    ),
  HOST: listenAddress,
  PORT: listenPort,
  SANDBOX_PORT: wholeNumber({ least: 1, most: 65535, fallback: 4566 }).describe(
    "The port of the demo's sandbox, its EC2 and STS; 4566 when unset.",
  ),
  NEXT_DIST_DIR: z
    .string()
    .regex(/^\.next[\w-]*$/, "must be .next or start with .next-")
    .default(".next")
    .describe("The folder of the web's build; .next when unset."),
  LOG_LEVEL: logLevel,
});

export type LauncherConfig = {
  /** Undefined: the launcher runs a private PostgreSQL. */
  databaseUrl?: string;
  host: string;
  port: number;
  sandboxPort: number;
  buildFolder: string;
};

/** The launcher's own configuration. Throws a ConfigurationError that names each variable that is wrong. */
export const readLauncherConfig = readOnce((env): LauncherConfig => {
  const read = readEnvironment(schema, env);
  return {
    databaseUrl: read.DATABASE_URL,
    host: read.HOST,
    port: read.PORT,
    sandboxPort: read.SANDBOX_PORT,
    buildFolder: read.NEXT_DIST_DIR,
  };
});
