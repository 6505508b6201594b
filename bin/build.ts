import { readLauncherConfig } from "@/lib/config/launcher";
import { ensureBuild } from "./launcher/build";
import { explain } from "./launcher/launch";
import { terminalForPeople } from "./launcher/terminal";

const terminal = terminalForPeople();
try {
  await ensureBuild(readLauncherConfig().buildFolder, terminal);
} catch (error) {
  terminal.fail(explain(error));
  process.exit(1);
}
