import { and, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { DeliveryTry, NoticeFacts } from "@/lib/domain/notifications/kinds";
import type { Role } from "@/lib/domain/people/roles";
import { isAddress } from "./hand-on";
import type { Database, Transaction } from "./pool";
import { deliveries, webhooks } from "./schema/deliveries";
import { notices } from "./schema/notices";
import { organizations } from "./schema/organizations";
import { invitations, memberships, people } from "./schema/people";
import { announceChange } from "./signals";

export type DeliveryRow = typeof deliveries.$inferSelect;
type NoticeRow = Omit<typeof notices.$inferSelect, "facts"> & { facts: NoticeFacts };

/** All that one try of a delivery needs. */
export type DeliveryToTry = {
  delivery: DeliveryRow;
  /** Null for a test. */
  notice: NoticeRow | null;
  /** Of the webhook, or of the notice that is mailed. */
  organization: { slug: string; name: string };
  webhook: typeof webhooks.$inferSelect | null;
  /** Null where the person left, was disabled, or has no address that mail could reach. */
  receiver: { email: string; isMember: boolean } | null;
  /** Whose link is mailed; null for everything else. */
  invitation: InvitationToMail | null;
};

type InvitationToMail = {
  email: string;
  role: Role;
  /** Null for whoever is no member of the organization: one of the provider's people. */
  inviter: string | null;
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
};

/** Reads a delivery with what it is about; null where there is none. */
export async function loadDelivery(db: Database, id: string): Promise<DeliveryToTry | null> {
  const inviter = alias(people, "inviter");
  const [row] = await db
    .select({
      delivery: deliveries,
      notice: notices,
      organization: { slug: organizations.slug, name: organizations.name },
      webhook: webhooks,
      email: people.email,
      vcdUserId: people.vcdUserId,
      disabledAt: people.disabledAt,
      invitation: {
        email: invitations.email,
        role: invitations.role,
        expiresAt: invitations.expiresAt,
        acceptedAt: invitations.acceptedAt,
        revokedAt: invitations.revokedAt,
      },
      inviter: sql<
        string | null
      >`case when ${memberships.personId} is null then null else ${inviter.name} end`,
    })
    .from(deliveries)
    .innerJoin(organizations, eq(organizations.id, deliveries.organizationId))
    .leftJoin(notices, eq(notices.id, deliveries.noticeId))
    .leftJoin(webhooks, eq(webhooks.id, deliveries.webhookId))
    .leftJoin(people, eq(people.id, deliveries.personId))
    .leftJoin(invitations, eq(invitations.id, deliveries.invitationId))
    .leftJoin(inviter, eq(inviter.id, invitations.invitedBy))
    .leftJoin(
      memberships,
      and(
        eq(memberships.organizationId, invitations.organizationId),
        eq(memberships.personId, invitations.invitedBy),
      ),
    )
    .where(eq(deliveries.id, id));
  if (!row) return null;
  const { delivery, notice, organization, webhook, email } = row;
  const { personId, organizationId } = delivery;
  const reaches =
    personId !== null && email !== null && !row.disabledAt && row.vcdUserId === null && isAddress(email);
  const receiver = reaches ? await belongs(db, personId, organizationId) : null;
  return {
    delivery,
    notice: notice && { ...notice, facts: notice.facts as NoticeFacts },
    organization,
    webhook,
    receiver: receiver && { email: email as string, isMember: receiver === "organization" },
    invitation: row.invitation && { ...row.invitation, inviter: row.inviter },
  };
}

/** Whether a person still belongs to the organization, or else to the provider; null: to neither. */
async function belongs(
  db: Database,
  personId: string,
  organizationId: string,
): Promise<"organization" | "provider" | null> {
  const rows = await db
    .select({ organizationId: memberships.organizationId })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(
      and(
        eq(memberships.personId, personId),
        sql`(${memberships.organizationId} = ${organizationId}::uuid or ${organizations.kind} = 'provider')`,
      ),
    );
  if (rows.some((row) => row.organizationId === organizationId)) return "organization";
  return rows.length > 0 ? "provider" : null;
}

/** Locks a delivery whose next try this very job makes; null where it is settled or another job's by now. */
export async function lockDeliveryOfJob(
  tx: Transaction,
  { id, jobId }: { id: string; jobId: string },
): Promise<DeliveryRow | null> {
  const [row] = await tx
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.id, id), eq(deliveries.jobId, jobId), eq(deliveries.state, "waiting")))
    .for("update");
  return row ?? null;
}

/**
 * Records a try and what comes of it: it is settled, and a link that was to be mailed is wiped; or it is tried again by
 * `jobId` at `nextTryAt`.
 */
export async function recordTry(
  tx: Transaction,
  delivery: Pick<DeliveryRow, "id" | "organizationId" | "webhookId" | "invitationId">,
  made: DeliveryTry | null,
  then: { state: "delivered" | "given-up"; at: Date } | { jobId: string; nextTryAt: Date },
): Promise<void> {
  const { id, organizationId, webhookId, invitationId } = delivery;
  const settled = "state" in then;
  await tx
    .update(deliveries)
    .set({
      ...(made && { tries: sql`${deliveries.tries} || ${JSON.stringify([made])}::jsonb` }),
      ...(settled
        ? { state: then.state, settledAt: then.at, jobId: null, nextTryAt: null, linkSealed: null }
        : { jobId: then.jobId, nextTryAt: then.nextTryAt }),
    })
    .where(eq(deliveries.id, id));
  if (webhookId) await announceChange(tx, { organizationId, kind: "webhooks", id: webhookId });
  if (invitationId) await announceChange(tx, { organizationId, kind: "organizations", id: organizationId });
}

/** Notes how a webhook fares: since when nothing reaches it, or that something did. Answers since when. */
export async function noteWebhookFare(
  tx: Transaction,
  id: string,
  failedAt: Date | null,
): Promise<Date | null> {
  const [row] = await tx
    .update(webhooks)
    .set({
      failingSince:
        failedAt === null ? null : sql`coalesce(${webhooks.failingSince}, ${failedAt}::timestamptz)`,
    })
    .where(eq(webhooks.id, id))
    .returning({ failingSince: webhooks.failingSince });
  return row?.failingSince ?? null;
}

/** Switches a webhook off; false where it was off already, or is deleted. */
export async function switchWebhookOff(tx: Transaction, id: string, offReason: string): Promise<boolean> {
  const rows = await tx
    .update(webhooks)
    .set({ on: false, offReason })
    .where(and(eq(webhooks.id, id), eq(webhooks.on, true), isNull(webhooks.deletedAt)))
    .returning({ id: webhooks.id });
  return rows.length > 0;
}
