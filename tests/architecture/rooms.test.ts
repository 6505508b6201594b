import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

/** A line per room: an import that it may not write, in each of the spellings that could slip through. */
const forbidden: Record<string, string[]> = {
  "lib/domain/connections/probe.ts": [
    'import { webDatabase } from "@/lib/db/pool";',
    'import type { Database } from "@/lib/db/pool";',
    'export const later = () => import("@/lib/services/verb");',
    'import { log } from "@/lib/log";',
    'import { openDatabase } from "../../db/pool";',
  ],
  "components/connections/probe.tsx": [
    'import { requestConnection } from "@/lib/services/connections/request-connection";',
    'import { connections } from "@/lib/db/schema/connections";',
    'import { describePeerings } from "@/lib/providers/aws/peering";',
  ],
  "app/probe.tsx": [
    'import { connections } from "@/lib/db/schema/connections";',
    'import { runWorker } from "@/lib/worker/run";',
    'import { startSandbox } from "@/sandbox/server";',
    'import { refuseRequest } from "@/lib/http/refuse-request";',
  ],
  "lib/services/connections/probe.ts": [
    'import { describePeerings } from "@/lib/providers/aws/peering";',
    'import { runWorker } from "@/lib/worker/run";',
  ],
  "lib/auth/probe.ts": [
    'import { VcdClients } from "@/lib/providers/vcd/client";',
    'import { describePeerings } from "@/lib/providers/aws/peering";',
    'import { requestConnection } from "@/lib/services/connections/request-connection";',
  ],
  "lib/worker/probe.ts": [
    'import { requestConnection } from "@/lib/services/connections/request-connection";',
    'import { startSandbox } from "@/sandbox/server";',
  ],
  "lib/providers/aws/probe.ts": ['import { plan } from "@/lib/worker/run";', 'import "@/lib/db/pool";'],
  "lib/http/probe.ts": [
    'import { webDatabase } from "@/lib/db/pool";',
    'import { verb } from "@/lib/services/verb";',
  ],
  "sandbox/probe.ts": ['import { plan } from "@/lib/domain/connections/plan";'],
};

const allowed: Record<string, string[]> = {
  "lib/domain/connections/probe.ts": [
    'import { isLive } from "./states";',
    'import { roleNames } from "../people/roles";',
  ],
  "lib/auth/probe.ts": [
    'import { signInToVcd } from "@/lib/providers/vcd/sign-in";',
    'import { ProviderError } from "@/lib/providers/provider-error";',
    'import { seal } from "@/lib/crypto/seal";',
    'import { log } from "@/lib/log";',
  ],
  "app/probe.tsx": ['import { paths } from "@/lib/paths";', 'import { verb } from "@/lib/services/verb";'],
};

const root = resolve(import.meta.dirname, "../..");
const tree = mkdtempSync(join(tmpdir(), "rooms-"));
afterAll(() => rmSync(tree, { recursive: true }));

/** Lints every line as a file of its own, in a copy of the rooms under our configuration; one run for all. */
function lintProbes(probes: { file: string; line: string }[]): Set<string> {
  cpSync(join(root, "biome.json"), join(tree, "biome.json"));
  const names = probes.map(({ file, line }, index) => {
    const name = file.replace("probe", `probe-${index}`);
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), `${line}\n`);
    return name;
  });
  const biome = join(root, "node_modules/.bin/biome");
  const { stdout } = spawnSync(biome, ["lint", "--max-diagnostics=1000", "--reporter=json", "."], {
    cwd: tree,
    encoding: "utf8",
  });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string } }[];
  };
  const named = new Set(
    diagnostics
      .filter(({ category }) => category.endsWith("noRestrictedImports"))
      .map(({ location }) => location.path),
  );
  return new Set(
    probes.filter((_, index) => named.has(names[index] ?? "")).map(({ file, line }) => `${file}|${line}`),
  );
}

const rows = (table: Record<string, string[]>) =>
  Object.entries(table).flatMap(([file, lines]) => lines.map((line) => ({ file, line })));
const restricted = lintProbes([...rows(forbidden), ...rows(allowed)]);

describe("imports across rooms", () => {
  test.each(rows(forbidden))("$file may not write: $line", ({ file, line }) => {
    expect(restricted).toContain(`${file}|${line}`);
  });
  test.each(rows(allowed))("$file may write: $line", ({ file, line }) => {
    expect(restricted).not.toContain(`${file}|${line}`);
  });
});
