import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { connections } from "@/lib/db/schema/connections";
import { requests } from "@/lib/db/schema/requests";
import { holdConnection } from "@/lib/services/connections/hold-connection";
import { releaseConnection } from "@/lib/services/connections/release-connection";
import { renameConnection } from "@/lib/services/connections/rename-connection";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { ServiceError } from "@/lib/services/errors";
import { changeRole } from "@/lib/services/people/change-role";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";
import { provideTenancy } from "../support/provide-tenancy";

const t = provideTenancy();

const ask = (digits: string) =>
  requestConnection(t.as("operator", "acme"), {
    clusterId: t.clusters.orders,
    accountId: "123456789012",
    vpcId: `vpc-${digits.padStart(17, "0")}`,
    cidrs: `10.${100 + Number.parseInt(digits, 16)}.0.0/16`,
    region: "eu-central-1",
    name: `name ${digits}`,
    reason: "",
  });

/** Everything that was not done must have been refused in words: a deadlock or a broken rule is neither. */
async function settle(acts: Promise<unknown>[]): Promise<{ done: number; refused: number }> {
  const outcomes = await Promise.allSettled(acts);
  const failed = outcomes.flatMap((each) =>
    each.status === "rejected" && !(each.reason instanceof ServiceError) ? [String(each.reason.cause)] : [],
  );
  expect(failed).toEqual([]);
  const done = outcomes.filter(({ status }) => status === "fulfilled").length;
  return { done, refused: outcomes.length - done };
}

test("an approval and a withdrawal at the same moment: one wins, for request and connection alike", async () => {
  for (let round = 1; round <= 8; round += 1) {
    const { requestId, connectionId } = await ask(round.toString(16));
    const [row] = await t.owner.select().from(requests).where(eq(requests.id, requestId));
    const termsDigest = row?.termsDigest ?? "";
    const { done } = await settle([
      approveRequest(t.as("admin", null), { requestId, termsDigest }),
      withdrawRequest(t.as("operator", "acme"), { requestId }),
    ]);
    expect(done).toBe(1);
    const [request] = await t.owner.select().from(requests).where(eq(requests.id, requestId));
    const [connection] = await t.owner.select().from(connections).where(eq(connections.id, connectionId));
    expect([
      ["approved", "queued"],
      ["withdrawn", "withdrawn"],
    ]).toContainEqual([request?.state, connection?.state]);
  }
});

test("members, names, holds and requests of one organization, changed by many at once, never stand in each other's way", async () => {
  const made = await Promise.all(["1a", "1b", "1c", "1d"].map(ask));
  const viewer = { organization: "acme", personId: t.person("viewer") };
  for (let round = 0; round < 12; round += 1) {
    const { done } = await settle([
      ...made.flatMap(({ connectionId: id }, index) => [
        renameConnection(t.as("operator", "acme"), { id, name: `renamed ${index} ${round}` }),
        holdConnection(t.as("admin", "acme"), { id, reason: "A test." }),
        releaseConnection(t.as("admin", "acme"), { id }),
      ]),
      ...(["operator", "viewer", "tenant-admin"] as const).map((role) =>
        changeRole(t.as("admin", null), { ...viewer, role }),
      ),
      ask((0x20 + round).toString(16)),
    ]);
    expect(done).toBeGreaterThan(made.length);
  }
});
