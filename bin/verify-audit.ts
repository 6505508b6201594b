import { parseArgs } from "node:util";
import { readLauncherConfig } from "@/lib/config/launcher";
import { withDatabase } from "./launcher/database";

const usage =
  "npm run audit:verify -- [--organization acme] [--noted 120:<hash>]\n\n" +
  "Computes the audit's hash chains anew, of every organization or of one, and says what does not fit.\n" +
  "--noted compares an entry's number and hash that were kept elsewhere; it needs --organization.\n" +
  "DATABASE_URL names the database; without it, the private one of npm start is used.\n" +
  "Answers 0 where every chain is whole, 1 where one is not, 2 where it could not be found out.";

type Arguments = { organization?: string; noted: { seq: number; hash: string } | null };

const given = readArguments();
if (!given) {
  console.error(usage);
  process.exit(2);
}

let broken = 0;
await withDatabase(readLauncherConfig(), async (databaseUrl) => {
  broken = await verifyAudit(databaseUrl, given);
});
// The launcher has said by now what went wrong, if anything did.
process.exit(process.exitCode ? 2 : broken > 0 ? 1 : 0);

async function verifyAudit(databaseUrl: string, { organization, noted }: Arguments): Promise<number> {
  const { openDatabase } = await import("@/lib/db/pool");
  const { withReach } = await import("@/lib/db/reach");
  const { verifyChain } = await import("@/lib/db/audit-chain");
  const { findOrganization, listOrganizationFigures } = await import("@/lib/db/organizations");
  const { chainLine } = await import("@/lib/services/audit/chain-line");
  const db = openDatabase(databaseUrl, { role: "drawbridge_web", max: 1, name: "drawbridge-verify-audit" });
  const everything = { organizationIds: "*", personId: null } as const;
  try {
    const found = await withReach(db, everything, async (tx) =>
      organization
        ? [await findOrganization(tx, organization)]
        : (await listOrganizationFigures(tx)).map((each) => each.organization),
    );
    let brokenChains = 0;
    for (const each of found) {
      if (!each) throw new Error(`There is no organization "${organization}".`);
      const line = chainLine(each, await withReach(db, everything, (tx) => verifyChain(tx, each.id, noted)));
      if (!line.whole) brokenChains += 1;
      const head = line.entries === 0 ? "" : `, the newest ${line.head.seq}:${line.head.hash}`;
      console.log(`${line.whole ? "whole " : "BROKEN"}  ${each.slug}: ${line.entries} entries fit${head}`);
      if (line.problem) console.log(`        ${line.problem}`);
    }
    return brokenChains;
  } finally {
    await db.$client.end();
  }
}

function readArguments(): Arguments | null {
  try {
    const { values } = parseArgs({
      options: { organization: { type: "string" }, noted: { type: "string" } },
    });
    if (values.noted === undefined) return { organization: values.organization, noted: null };
    const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(values.noted) ?? [];
    if (!seq || !hash || !values.organization) return null;
    return { organization: values.organization, noted: { seq: Number(seq), hash } };
  } catch (error) {
    console.error((error as Error).message);
    return null;
  }
}
