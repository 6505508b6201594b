import { expect, test } from "vitest";
import { type AuditEntry, appendAudit } from "@/lib/db/audit";
import { verifyChain } from "@/lib/db/audit-chain";
import { withReach } from "@/lib/db/reach";
import { provideTenancy } from "../support/provide-tenancy";

const t = provideTenancy();

test("a chain that several begin at the same moment is one, without gaps", async () => {
  const organizationId = t.ids.acme;
  const entry = (n: number): AuditEntry => ({
    organizationId,
    at: new Date("2026-11-22T08:00:00.000Z"),
    personId: null,
    personName: `Writer ${n}`,
    role: null,
    verb: "connections.rename",
    outcome: "done",
    subjectKind: null,
    subjectId: null,
    facts: { n },
    requestId: "test",
    address: null,
  });
  const reach = { organizationIds: [organizationId], personId: null };
  const writers = [1, 2, 3, 4, 5, 6, 7, 8];
  await Promise.all(
    writers.map((n) => withReach(t.web, reach, (tx) => appendAudit(tx, [entry(n), entry(n)]))),
  );
  expect(await withReach(t.web, reach, (tx) => verifyChain(tx, organizationId))).toMatchObject({
    whole: true,
    entries: 2 * writers.length,
  });
});
