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
  SANDBOX_MAIL_PORT: wholeNumber({ least: 0, most: 65535, fallback: 0 }).describe(
    "The port on which the demo's sandbox takes mail; 2000 away from SANDBOX_PORT when unset: 2566.",
  ),
  VCD_SANDBOX_PORT: wholeNumber({ least: 1, most: 65535, fallback: 4443 }).describe(
    "The port of the demo's VCD, with TLS; 4443 when unset.",
  ),
  VCD_SANDBOX_NETWORKS: z
    .string()
    .regex(/^\d{1,3},\d{1,3}$/, "must be two numbers from 0 to 253 with a comma between")
    .transform((text) => text.split(",").map(Number) as [number, number])
    .refine(
      (numbers) => numbers.every((each) => each <= 253),
      "must be two numbers from 0 to 253 with a comma between",
    )
    .default([1, 0])
    .describe(
      "Which loopback addresses the clusters of a new demo get: the third numbers of the external ones (127.149.N.…) and of the internal ones (127.168.N.… and two more); 1,0 when unset.",
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
  /** Where the sandbox takes mail. */
  mailSandboxPort: number;
  vcdSandboxPort: number;
  /** The third numbers of the loopback addresses of its world. */
  vcdSandboxNetworks: { external: number; internal: number };
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
    mailSandboxPort: read.SANDBOX_MAIL_PORT || read.SANDBOX_PORT + (read.SANDBOX_PORT > 3023 ? -2000 : 2000),
    vcdSandboxPort: read.VCD_SANDBOX_PORT,
    vcdSandboxNetworks: { external: read.VCD_SANDBOX_NETWORKS[0], internal: read.VCD_SANDBOX_NETWORKS[1] },
    buildFolder: read.NEXT_DIST_DIR,
  };
});
