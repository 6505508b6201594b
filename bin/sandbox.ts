import { log } from "@/lib/log";
import { startSandbox } from "@/sandbox/server";

const sandbox = await startSandbox({
  host: process.env.SANDBOX_HOST || "127.0.0.1",
  port: Number(process.env.SANDBOX_PORT || 4566),
  stateFile: process.env.SANDBOX_STATE_FILE || undefined,
});
log.info(`The sandbox answers for EC2 and STS on ${sandbox.url}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void sandbox.close().then(() => process.exit(0));
  });
}
