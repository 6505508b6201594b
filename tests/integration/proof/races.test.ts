import { eq, inArray, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clusters } from "@/lib/db/schema/clusters";
import { webhooks } from "@/lib/db/schema/deliveries";
import { memberships } from "@/lib/db/schema/people";
import { requests } from "@/lib/db/schema/requests";
import { asksAtOnce } from "@/lib/domain/asks/asks";
import { mostWebhooks } from "@/lib/domain/notifications/can";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { ServiceError } from "@/lib/services/errors";
import { askForKubeconfig } from "@/lib/services/kubeconfigs/ask-for-kubeconfig";
import { changeRole } from "@/lib/services/people/change-role";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { denyRequest } from "@/lib/services/requests/deny-request";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";
import { createWebhook } from "@/lib/services/webhooks/create-webhook";
import { updateWebhook } from "@/lib/services/webhooks/update-webhook";
import { addWebhook } from "../notifications/support";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { addPerson, type Seat } from "../support/furniture";
import { untilOneWaits } from "../support/lock-waits";
import { refusal } from "../support/refusal";
import { makeTenancy, type Tenancy } from "../support/tenancy";

/** Several people at the same moment: one wins, the others are told in words, and the audit holds what was done. */
let database: TestDatabase;
let t: Tenancy;
let colleague: Seat;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await makeTenancy(database.url);
  colleague = await addPerson(t, t.ids.provider, "provider-admin", "second");
});
afterAll(async () => {
  await t.close();
  await database.drop();
});

const ada = () => t.as("admin", null);
const second = () => ({ ...t.as("admin", null), sessionId: colleague.sessionId });

/** What went through, and the codes of what was refused in words; anything else, such as a deadlock, fails. */
async function settle<T>(acts: Promise<T>[]): Promise<{ done: T[]; codes: string[] }> {
  const outcomes = await Promise.allSettled(acts);
  const done = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const codes = outcomes.flatMap((each) => {
    if (each.status === "fulfilled") return [];
    if (!(each.reason instanceof ServiceError)) throw each.reason;
    expect(each.reason.message).toMatch(/^[A-Z\d].*\.$/);
    return [each.reason.code];
  });
  return { done, codes };
}

async function askForOne(n: number) {
  const { requestId } = await requestConnection(t.as("operator", "acme"), {
    clusterId: t.clusters.orders,
    accountId: "123456789012",
    vpcId: `vpc-${n.toString(16).padStart(17, "0")}`,
    cidrs: `10.${100 + n}.0.0/16`,
    region: "eu-central-1",
    name: `race ${n}`,
    reason: "",
  });
  const [row] = await t.owner.select().from(requests).where(eq(requests.id, requestId));
  return { requestId, termsDigest: row?.termsDigest ?? "", note: "Read." };
}

const countDone = async (subject: string) => {
  const { rows } = await t.owner.execute<{ verb: string }>(
    sql`select verb from audit where outcome = 'done' and verb like 'requests.%'
      and (subject_id = ${subject} or facts::text like ${`%${subject}%`})`,
  );
  return rows.length;
};

test("of twenty who are one person and ask for a kubeconfig at once, as many wait as one person may", async () => {
  await t.owner
    .update(clusters)
    .set({ kubeconfigSealed: "sealed1.x.y", kubeconfigAt: new Date() })
    .where(eq(clusters.id, t.clusters.orders));
  const publicKey = Buffer.alloc(32, 7).toString("base64");
  const asked = Array.from({ length: 20 }, () =>
    askForKubeconfig(t.as("operator", "acme"), { id: t.clusters.orders, publicKey }),
  );
  const { done, codes } = await settle(asked);
  expect(done).toHaveLength(asksAtOnce);
  expect(new Set(codes)).toEqual(new Set(["limit"]));
});

test("of thirty webhooks made at once there are as many as an organization may have", async () => {
  const admin = await addPerson(t, t.ids.acme, "tenant-admin", "hooks");
  const made = Array.from({ length: 30 }, (_, n) =>
    createWebhook(
      { ...t.as("operator", "acme"), sessionId: admin.sessionId },
      { name: `hook ${n}`, url: "https://hooks.example.com/x", kinds: ["connection.active"] },
    ),
  );
  const { done, codes } = await settle(made);
  expect(done).toHaveLength(mostWebhooks);
  expect(new Set(codes)).toEqual(new Set(["limit"]));
  await t.owner
    .update(webhooks)
    .set({ deletedAt: new Date() })
    .where(eq(webhooks.organizationId, t.ids.acme));
});

test("two admins approve one request: one decides, the other is told, and one decision is recorded", async () => {
  for (let round = 1; round <= 6; round += 1) {
    const asked = await askForOne(round);
    const { done, codes } = await settle([approveRequest(ada(), asked), approveRequest(second(), asked)]);
    expect(done).toHaveLength(1);
    expect(["precondition", "stale", "conflict"]).toContain(codes[0]);
    expect(await countDone(asked.requestId)).toBe(1);
  }
});

test("approved, denied and withdrawn at the same moment: it is one of the three, whole", async () => {
  for (let round = 7; round <= 12; round += 1) {
    const asked = await askForOne(round);
    const { done, codes } = await settle<unknown>([
      approveRequest(ada(), asked),
      denyRequest(second(), asked),
      withdrawRequest(t.as("operator", "acme"), { requestId: asked.requestId }),
    ]);
    expect(done).toHaveLength(1);
    expect(codes).toHaveLength(2);
    const [row] = await t.owner.select().from(requests).where(eq(requests.id, asked.requestId));
    expect(["approved", "denied", "withdrawn"]).toContain(row?.state);
    expect(row?.decidedBy === null).toBe(row?.state === "withdrawn");
    expect(await countDone(asked.requestId)).toBe(1);
  }
});

test("two changes of one person's role: the last that was recorded is what holds", async () => {
  const viewer = { organization: "acme", personId: t.person("viewer") };
  for (let round = 0; round < 6; round += 1) {
    await settle([
      changeRole(ada(), { ...viewer, role: "operator" }),
      changeRole(second(), { ...viewer, role: "tenant-admin" }),
      changeRole(ada(), { ...viewer, role: "viewer" }),
    ]);
    const [now] = await t.owner
      .select()
      .from(memberships)
      .where(eq(memberships.personId, t.person("viewer")));
    const { rows } = await t.owner.execute<{ before: { role: string }; after: { role: string } }>(
      sql`select facts->'before' as before, facts->'after' as after from audit
        where verb = 'people.change-role' and outcome = 'done' order by seq`,
    );
    expect(rows.at(-1)?.after.role).toBe(now?.role);
    // Each began where the one before it ended: no change was overwritten unseen.
    for (const [n, { before }] of rows.entries()) {
      if (n > 0) expect(before.role).toBe(rows[n - 1]?.after.role);
    }
  }
});

describe("two webhooks renamed alike", () => {
  const url = "https://hooks.example.com/";
  const kinds = ["request.waiting" as const];
  const add = (name: string) =>
    addWebhook(t.owner, { organizationId: t.ids.provider, createdBy: t.person("admin"), url }, { name });
  const namesOf = async (ids: string[]) =>
    (await t.owner.select({ name: webhooks.name }).from(webhooks).where(inArray(webhooks.id, ids)))
      .map(({ name }) => name)
      .sort();

  test("at the same moment: one has the name, the other is told", async () => {
    for (let round = 1; round <= 6; round += 1) {
      const ids = [await add(`a${round}`), await add(`b${round}`)];
      const [one = "", other = ""] = ids;
      const { done, codes } = await settle([
        updateWebhook(ada(), { id: one, name: `Pager ${round}`, url, kinds }),
        updateWebhook(second(), { id: other, name: `PAGER ${round}`, url, kinds }),
      ]);
      expect([done.length, codes]).toEqual([1, ["conflict"]]);
      const after = await namesOf(ids);
      expect(after.filter((name) => name.toLowerCase() === `pager ${round}`)).toHaveLength(1);
      expect(after.filter((name) => /^[ab]\d$/.test(name))).toHaveLength(1);
    }
  });

  test("after the name was looked for: refused beside the field, as one that is taken", async () => {
    const [id, rival] = [await add("mine"), await add("theirs")];
    let refused: Promise<ServiceError> | undefined;
    await t.owner.transaction(async (tx) => {
      await tx.update(webhooks).set({ name: "Wanted" }).where(eq(webhooks.id, rival));
      // Sees no such name yet, and then waits for this transaction to give it up or to keep it.
      refused = refusal(updateWebhook(ada(), { id, name: "wanted", url, kinds }));
      await untilOneWaits(t.owner);
    });
    expect(await refused).toMatchObject({
      code: "conflict",
      message: "A webhook named wanted is there already.",
      details: { fields: { name: [expect.stringMatching(/Choose another/)] } },
    });
    expect(await namesOf([id])).toEqual(["mine"]);
  });
});
