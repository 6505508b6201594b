import { createHash } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Database } from "@/lib/db/pool";
import { deliveries, webhooks } from "@/lib/db/schema/deliveries";
import { notices, notificationPreferences, notifications } from "@/lib/db/schema/notices";
import { invitations } from "@/lib/db/schema/people";
import { policies, policyVersions } from "@/lib/db/schema/policies";
import { delegations, requestApprovals, requestComments } from "@/lib/db/schema/requests";
import { groupMappings } from "@/lib/db/schema/sign-on";
import { noConditions } from "@/lib/domain/policies/rule";

/**
 * One row of an organization's in each table about people, approvals and notifications: an invitation, a rule that
 * names the organization, an approval and a comment by `adminId` on `request`, a notice handed on to `personId`, a
 * webhook with a delivery. Every text says `marker`, which nobody else may ever read.
 */
export async function addTrustRows(
  owner: Database,
  scope: {
    organizationId: string;
    personId: string;
    adminId: string;
    delegateId: string;
    request: string;
    marker: string;
  },
) {
  const { organizationId, personId, adminId, marker } = scope;
  const now = new Date();
  const later = new Date("2100-01-01T00:00:00Z");
  const ids = {
    invitation: uuidv7(),
    policy: uuidv7(),
    groupMapping: uuidv7(),
    comment: uuidv7(),
    delegation: uuidv7(),
    notice: uuidv7(),
    notification: uuidv7(),
    webhook: uuidv7(),
    mailDelivery: uuidv7(),
    webhookDelivery: uuidv7(),
  };
  const invitationToken = `${marker}-${ids.invitation}`;
  await owner.insert(invitations).values({
    id: ids.invitation,
    organizationId,
    email: `${marker}@invited.test`,
    role: "viewer",
    tokenHash: createHash("sha256").update(invitationToken).digest("hex"),
    invitedBy: personId,
    expiresAt: later,
  });
  await owner
    .insert(policies)
    .values({ id: ids.policy, name: `${marker} rule`, position: 100, on: false, version: 1 });
  await owner.insert(policyVersions).values({
    policyId: ids.policy,
    version: 1,
    name: `${marker} rule`,
    rule: {
      effect: "two-approvers",
      conditions: { ...noConditions, organizationIds: [organizationId] },
      words: `${marker} words`,
    },
    createdBy: adminId,
  });
  await owner
    .insert(groupMappings)
    .values({ id: ids.groupMapping, groupName: `${marker}-people`, organizationId, role: "viewer" });
  await owner.insert(requestApprovals).values({
    organizationId,
    requestId: scope.request,
    edition: 1,
    personId: scope.delegateId,
    termsDigest: "another",
    note: `${marker} note`,
    at: now,
  });
  await owner.insert(requestComments).values({
    id: ids.comment,
    organizationId,
    requestId: scope.request,
    personId: adminId,
    role: "provider-admin",
    text: `${marker} comment`,
    at: now,
  });
  await owner.insert(delegations).values({
    id: ids.delegation,
    personId: adminId,
    delegateId: scope.delegateId,
    fromAt: now,
    untilAt: later,
  });
  await owner.insert(notices).values({
    id: ids.notice,
    organizationId,
    kind: "request.waiting",
    subjectKind: "request",
    subjectId: scope.request,
    at: now,
    dedupeKey: `${marker}-${ids.notice}`,
    facts: { name: `${marker} thing` },
    handedOnAt: now,
  });
  await owner
    .insert(notifications)
    .values({ id: ids.notification, organizationId, noticeId: ids.notice, personId, at: now });
  await owner.insert(notificationPreferences).values({ personId, mailKinds: ["request.approved"] });
  await owner.insert(webhooks).values({
    id: ids.webhook,
    organizationId,
    name: `${marker} hook`,
    url: `https://${marker}.hooks.test/drawbridge`,
    secretSealed: `${marker} sealed`,
    kinds: ["request.approved"],
    createdBy: personId,
  });
  const tries = [{ at: now.toISOString(), tookMs: 5, status: 500, answer: `${marker} answer` }];
  const failed = { organizationId, noticeId: ids.notice, state: "given-up", settledAt: now, tries } as const;
  await owner.insert(deliveries).values([
    { id: ids.mailDelivery, channel: "mail", personId, ...failed },
    { id: ids.webhookDelivery, channel: "webhook", webhookId: ids.webhook, ...failed },
  ]);
  return { ids, invitationToken };
}
