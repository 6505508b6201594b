import { ConfigurationError } from "@/lib/config/environment";
import { describeAwsCredentials, readWorkerConfig, type WorkerConfig } from "@/lib/config/worker";
import { log } from "@/lib/log";

const config = readOrExplain();
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => stopping.abort(new Error(`The worker got ${signal}.`)));
}

// Loaded late: a configuration that is wrong is named before the AWS SDK is read.
const { runWorker } = await import("@/lib/worker/run");
log.info(
  `The worker starts as installation ${config.installationId}; AWS credentials: ${describeAwsCredentials()}`,
);
try {
  await runWorker(config, stopping.signal);
} catch (error) {
  log.fatal({ err: error }, "The worker cannot go on");
  process.exit(1);
}
process.exit(0);

function readOrExplain(): WorkerConfig {
  try {
    return readWorkerConfig();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    log.fatal(`The worker's configuration is incomplete or wrong:\n${error.message}`);
    process.exit(2);
  }
}
