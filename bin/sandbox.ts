import { readLauncherConfig } from "@/lib/config/launcher";
import { log } from "@/lib/log";
import { startMailServer } from "@/sandbox/mail/server";
import { startSandbox } from "@/sandbox/server";
import { exampleWorld } from "@/sandbox/vcd/example-world";
import { startVcdSandbox } from "@/sandbox/vcd/server";

const config = readLauncherConfig();
const host = process.env.SANDBOX_HOST || "127.0.0.1";

const vcd = await startVcdSandbox({
  host,
  port: config.vcdSandboxPort,
  stateFile: process.env.VCD_SANDBOX_STATE_FILE || undefined,
  tls: "own-authority",
  world: exampleWorld(config.vcdSandboxNetworks),
});
const mail = await startMailServer({ host, port: config.mailSandboxPort });
// Last: whoever sees this one answer finds the others there too.
const sandbox = await startSandbox({
  host,
  port: config.sandboxPort,
  stateFile: process.env.SANDBOX_STATE_FILE || undefined,
  mail: mail.inbox,
  vcd: () => ({ url: vcd.url, authority: vcd.authority ?? "", leftOut: vcd.leftOut() }),
});
log.info(
  `The sandbox answers for EC2 and STS on ${sandbox.url}, for VCD on ${vcd.url}, for mail on ${mail.url}`,
);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void Promise.all([sandbox.close(), vcd.close(), mail.close()]).then(() => process.exit(0));
  });
}
