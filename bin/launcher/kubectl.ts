import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkoutRoot } from "./checkout";
import { bringProgram, findProgram, installWithApt, isExecutable, runApt, runToEnd } from "./programs";

const wanted = { what: "kubectl", variable: "KUBECTL_PATH", names: ["kubectl"] };
// Debian's name for it, then that of Kubernetes's own packages.
const PACKAGES = ["kubernetes-client", "kubectl"];
// The first that reads tls-server-name in a kubeconfig; an older one passes over it without a word.
const OLDEST = { major: 1, minor: 18 };

const unpacked = join(checkoutRoot, ".data", "tools", "kubectl", "kubectl");

/** The kubectl that is there without installing anything: `KUBECTL_PATH`, on the PATH, or unpacked earlier. */
export function findKubectl(): string | undefined {
  return findProgram(wanted) ?? (isExecutable(unpacked) ? unpacked : undefined);
}

/**
 * Finds kubectl or brings it: from Debian's packages, installed where we are root, else unpacked beside the checkout.
 * Throws an error that lists what was tried.
 */
export async function ensureKubectl(log: (line: string) => void): Promise<string> {
  const found = findKubectl();
  if (found) {
    await requireVersion(found);
    return found;
  }
  return bringProgram(wanted, [() => install(log), () => unpack(log)]);
}

async function install(log: (line: string) => void): Promise<string> {
  await installWithApt(async () => {
    const name = await findPackage([]);
    log(`Installing kubectl with apt-get (${name}), once.`);
    return [name];
  });
  const installed = findProgram(wanted);
  if (!installed) throw new Error("apt-get installed kubectl's package, but no kubectl is on the PATH.");
  await requireVersion(installed);
  return installed;
}

// With lists and cache of our own: apt's need root.
async function unpack(log: (line: string) => void): Promise<string> {
  const folder = dirname(unpacked);
  const partial = `${folder}.new-${process.pid}`;
  const apt = ["-o", `Dir::State=${partial}/state`, "-o", `Dir::Cache=${partial}/cache`];
  const options = [...apt, "-o", "Dir::State::status=/var/lib/dpkg/status"];
  try {
    for (const name of ["state/lists/partial", "cache/archives/partial", "root"]) {
      mkdirSync(join(partial, name), { recursive: true });
    }
    log("Unpacking kubectl from Debian's package, once.");
    await runApt([...options, "update"], partial);
    await runApt([...options, "download", await findPackage(options)], partial);
    const archive = readdirSync(partial).find((name) => name.endsWith(".deb"));
    if (!archive) throw new Error("apt-get download brought no package.");
    await runToEnd("dpkg-deb", ["-x", archive, "root"], { cwd: partial });
    const program = join(partial, "root/usr/bin/kubectl");
    chmodSync(program, 0o755);
    await requireVersion(program);
    mkdirSync(folder, { recursive: true });
    renameSync(program, unpacked);
    return unpacked;
  } catch (error) {
    throw new Error(`Debian's package could not be unpacked: ${(error as Error).message}`);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** The first of the packages that apt could install. */
async function findPackage(options: string[]): Promise<string> {
  for (const name of PACKAGES) {
    const policy = await runToEnd("apt-cache", [...options, "policy", name]);
    if (/^ {2}Candidate: \d/m.test(policy)) return name;
  }
  throw new Error(`apt knows neither ${PACKAGES.join(" nor ")}.`);
}

async function requireVersion(program: string): Promise<void> {
  const said = await runToEnd(program, ["version", "--client", "--output=json"]);
  const [, major, minor] = /"gitVersion":\s*"v(\d+)\.(\d+)/.exec(said) ?? [];
  if (Number(major) > OLDEST.major || (Number(major) === OLDEST.major && Number(minor) >= OLDEST.minor))
    return;
  throw new Error(
    `${program} is kubectl ${major ?? "?"}.${minor ?? "?"}; ${OLDEST.major}.${OLDEST.minor} or newer is needed. ` +
      "Set KUBECTL_PATH to a newer one.",
  );
}
