import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { audit } from "@/lib/db/schema/audit";
import { connections } from "@/lib/db/schema/connections";
import { places } from "@/lib/db/schema/places";
import { requestApprovals, requests } from "@/lib/db/schema/requests";
import { adoptPeering } from "@/lib/services/connections/adopt-peering";
import { getConnection } from "@/lib/services/connections/get-connection";
import { holdConnection } from "@/lib/services/connections/hold-connection";
import { releaseConnection } from "@/lib/services/connections/release-connection";
import { removeConnection } from "@/lib/services/connections/remove-connection";
import { renameConnection } from "@/lib/services/connections/rename-connection";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { watchConnection } from "@/lib/services/connections/watch-connection";
import type { VerbContext } from "@/lib/services/context";
import { ServiceError } from "@/lib/services/errors";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";
import { provideTenancy } from "../support/provide-tenancy";

const t = provideTenancy();

beforeEach(async () => {
  await t.owner.delete(requestApprovals);
  await t.owner.delete(requests);
  await t.owner.delete(connections);
});

let made = 0;
async function make(over: Partial<typeof connections.$inferInsert> = {}, name = "orders-database") {
  made += 1;
  const asked = await requestConnection(t.as("operator", "acme"), {
    clusterId: t.clusters.orders,
    accountId: "123456789012",
    vpcId: `vpc-${made.toString(16).padStart(17, "0")}`,
    cidrs: `10.${100 + (made % 100)}.0.0/16`,
    region: "eu-central-1",
    name,
    reason: "",
  });
  if (Object.keys(over).length > 0) {
    await t.owner.update(connections).set(over).where(eq(connections.id, asked.connectionId));
  }
  return { id: asked.connectionId, requestId: asked.requestId };
}

async function row(id: string) {
  const [found] = await t.owner.select().from(connections).where(eq(connections.id, id));
  if (!found) throw new Error("the connection is not there");
  return found;
}

async function refusal(promise: Promise<unknown>): Promise<ServiceError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ServiceError);
  return error as ServiceError;
}

async function wakes(): Promise<number> {
  const [place] = await t.owner.select().from(places).where(eq(places.id, t.ids.place));
  return place?.wakeSeq ?? 0;
}

describe("renaming", () => {
  test("changes the name, raises the revision, and is recorded with both names", async () => {
    const { id } = await make();
    const before = await row(id);
    await renameConnection(t.as("operator", "acme"), { id, name: "  orders   db " });
    const after = await row(id);
    expect(after.name).toBe("orders db");
    expect(after.revision).toBe(before.revision + 1);
    const [entry] = await t.owner
      .select()
      .from(audit)
      .where(sql`${audit.subjectId} = ${id} and ${audit.verb} = 'connections.rename'`);
    expect(entry?.facts).toEqual({
      before: { name: "orders-database" },
      after: { name: "orders db" },
    });
  });

  test("to a name that is taken is refused beside the field", async () => {
    await make({}, "first");
    const { id } = await make({}, "second");
    const error = await refusal(renameConnection(t.as("operator", "acme"), { id, name: "FIRST" }));
    expect(error.code).toBe("conflict");
    expect(error.details.fields?.name?.join()).toMatch(/already has a connection named/);
    expect((await row(id)).name).toBe("second");
  });

  test("to nothing is refused beside the field", async () => {
    const { id } = await make();
    const error = await refusal(renameConnection(t.as("operator", "acme"), { id, name: " " }));
    expect(error.details.fields?.name).toBeDefined();
  });

  test("an ended one is refused", async () => {
    const { id } = await make({ state: "removed" });
    expect((await refusal(renameConnection(t.as("operator", "acme"), { id, name: "x" }))).code).toBe(
      "precondition",
    );
  });
});

describe("removing", () => {
  test.each([
    ["queued", "withdrawn"],
    ["sending", "withdrawn"],
    ["awaiting-acceptance", "withdrawn"],
    ["connecting", "removed"],
    ["active", "removed"],
  ] as const)("%s: wanted gone, to end as %s, and its place is woken", async (state, as) => {
    const { id } = await make({ state });
    const before = await wakes();
    await removeConnection(t.as("operator", "acme"), { id });
    expect(await row(id)).toMatchObject({ state: "removing", wanted: "gone", ending: { as } });
    expect(await wakes()).toBe(before + 1);
  });

  test("what is not decided yet is withdrawn instead", async () => {
    const { id, requestId } = await make();
    const error = await refusal(removeConnection(t.as("operator", "acme"), { id }));
    expect(error.details.next).toMatch(/Withdraw/);
    await withdrawRequest(t.as("operator", "acme"), { requestId });
    expect(await row(id)).toMatchObject({ state: "withdrawn", ending: { reason: "withdrawn-here" } });
  });

  test("twice at once, one does it", async () => {
    const { id } = await make({ state: "active" });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => removeConnection(t.as("operator", "acme"), { id })),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("the provider's admin may, in the tenant's rooms", async () => {
    const { id } = await make({ state: "active" });
    await removeConnection(t.as("admin", "acme"), { id });
    expect((await row(id)).wanted).toBe("gone");
  });
});

describe("holding", () => {
  test("needs a reason, which the tenant reads; releasing wakes the place", async () => {
    const { id } = await make({ state: "queued" });
    const error = await refusal(holdConnection(t.as("admin", "acme"), { id, reason: " " }));
    expect(error.details.fields?.reason).toBeDefined();
    await holdConnection(t.as("admin", "acme"), { id, reason: "Change freeze" });
    const view = await getConnection(t.as("operator", "acme"), { id });
    expect(view.held).toEqual({ reason: "Change freeze" });
    const before = await wakes();
    await releaseConnection(t.as("admin", "acme"), { id });
    expect(await row(id)).toMatchObject({ heldAt: null, heldReason: null });
    expect(await wakes()).toBe(before + 1);
  });

  test("is not the tenant's", async () => {
    const { id } = await make({ state: "queued" });
    const error = await refusal(holdConnection(t.as("operator", "acme"), { id, reason: "no" }));
    expect(error.code).toBe("forbidden");
  });
});

describe("adopting", () => {
  const blocked = { code: "pair-already-connected", peeringId: "pcx-0feedfacefeedface" } as const;

  test("names the peering that is in the way, and no other", async () => {
    const { id } = await make({ state: "queued", blocked });
    const other = await refusal(
      adoptPeering(t.as("admin", "acme"), { id, peeringId: "pcx-0000000000000000a" }),
    );
    expect(other.code).toBe("stale");
    await adoptPeering(t.as("admin", "acme"), { id, peeringId: blocked.peeringId });
    expect((await row(id)).adoptPeeringId).toBe(blocked.peeringId);
  });

  test("is refused where nothing is in the way, and to tenants", async () => {
    const { id } = await make({ state: "queued" });
    const free = await refusal(adoptPeering(t.as("admin", "acme"), { id, peeringId: blocked.peeringId }));
    expect(free.code).toBe("precondition");
    const tenant = await refusal(
      adoptPeering(t.as("operator", "acme"), { id, peeringId: blocked.peeringId }),
    );
    expect(tenant.code).toBe("forbidden");
  });
});

test("an open page marks the connection as watched and wakes its place, without a line in the audit", async () => {
  const { id } = await make({ state: "active" });
  const entries = await t.owner.$count(audit);
  const before = await wakes();
  const now = new Date();
  await watchConnection(t.as("viewer", "acme", now), { id });
  expect((await row(id)).watchedUntil?.getTime()).toBe(now.getTime() + 30_000);
  // Again within the renewal time nothing is written: pages poll every other second.
  await watchConnection(t.as("viewer", "acme", new Date(now.getTime() + 5_000)), { id });
  expect(await wakes()).toBe(before + 1);
  expect(await t.owner.$count(audit)).toBe(entries);
});

test.each([
  ["read", (as: VerbContext, id: string) => getConnection(as, { id })],
  ["renamed", (as: VerbContext, id: string) => renameConnection(as, { id, name: "mine" })],
  ["removed", (as: VerbContext, id: string) => removeConnection(as, { id })],
])("another organization's connection cannot be %s: it answers as a missing one", async (_what, call) => {
  const { id } = await make({ state: "active" });
  const theirs = await refusal(call(t.as("globex", "globex"), id));
  const missing = await refusal(call(t.as("globex", "globex"), "01900000-0000-7000-8000-00000000000f"));
  expect(theirs.code).toBe("not-found");
  expect([theirs.message, theirs.details]).toEqual([missing.message, missing.details]);
  expect(await row(id)).toMatchObject({ name: "orders-database", wanted: "connected" });
});

test("watching another organization's connection marks nothing", async () => {
  const { id } = await make({ state: "active" });
  expect(await watchConnection(t.as("globex", "globex"), { id })).toEqual({ watched: false });
  expect((await row(id)).watchedUntil).toBeNull();
});

test("row-level security alone hides and keeps another organization's rows", async () => {
  await make({ state: "active" });
  const seen = await t.web.transaction(async (tx) => {
    await tx.execute(sql`select set_config('drawbridge.organizations', ${t.ids.globex}, true)`);
    await tx.update(connections).set({ name: "taken over" });
    return tx.select().from(connections);
  });
  expect(seen).toEqual([]);
  expect(await t.owner.$count(connections, eq(connections.name, "taken over"))).toBe(0);
});

test("a viewer is refused each change with the reason, and each denial is recorded", async () => {
  const { id, requestId } = await make();
  const as = t.as("viewer", "acme");
  const before = await t.owner.$count(audit, eq(audit.outcome, "denied"));
  for (const attempt of [
    () => renameConnection(as, { id, name: "x" }),
    () => removeConnection(as, { id }),
    () => withdrawRequest(as, { requestId }),
  ]) {
    const error = await refusal(attempt());
    expect(error.code).toBe("forbidden");
    expect(error.message).toMatch(/Viewer/);
    expect(error.details.next).toBeTruthy();
  }
  expect(await t.owner.$count(audit, eq(audit.outcome, "denied"))).toBe(before + 3);
});

test("the page tells who asked, who approved with which note, and who was denied what", async () => {
  const { id, requestId } = await make();
  await removeConnection(t.as("viewer", "acme"), { id }).catch(() => {});
  const [request] = await t.owner.select().from(requests).where(eq(requests.id, requestId));
  await approveRequest(t.as("admin", null), {
    requestId,
    termsDigest: request?.termsDigest ?? "",
    note: "Until March.",
  });
  const view = await getConnection(t.as("operator", "acme"), { id });
  expect(view.request).toMatchObject({ state: "approved", decidedBy: "Ada Admin", note: "Until March." });
  expect(view.timeline.map(({ who, what, cause }) => [who, what, cause])).toEqual([
    ["Ada Admin", "Approved the request", "Until March."],
    ["Victor Viewer", "Tried to remove this connection", "Your role here, Viewer, does not allow this."],
    ["Olga Operator", "Asked for this connection", null],
  ]);
});
