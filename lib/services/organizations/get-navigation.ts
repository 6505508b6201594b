import { z } from "zod";
import { listOrganizations } from "@/lib/db/navigation";
import { countWaitingRequests } from "@/lib/db/requests";
import { isProviderRole, type Role, roleAllows } from "@/lib/domain/people/roles";
import { loadOwnSession } from "../sessions/load-own-session";
import { loadVcdPerson } from "../vcd-person";
import { verb } from "../verb";

export type Navigation = {
  person: {
    name: string;
    email: string;
    /** Where somebody of VMware Cloud Director signed in, and whether calls can still go in their name. */
    vcd: { siteName: string; usable: boolean } | null;
  };
  /** When the session ends: without an act, and in any case. ISO texts. */
  session: { idleEndsAt: string; endsAt: string };
  role: Role;
  isProvider: boolean;
  organization: { slug: string; name: string; kind: "tenant" | "provider" };
  /** Where this person may go: their own organizations, for the provider's people every tenant's. */
  organizations: { slug: string; name: string; kind: "tenant" | "provider" }[];
  /** Requests that wait for a decision; null for those who may not decide. */
  waitingApprovals: number | null;
  /** Whether the audit of where they are is theirs to read. */
  readsAudit: boolean;
  /** Whether the webhooks of where they are are theirs to read. */
  readsWebhooks: boolean;
};

/** Who is signed in, where they are, and where they may go. */
export const getNavigation = verb({
  name: "organizations.navigation",
  kind: "read",
  permission: "organization.read",
  input: z.object({}),
  run: async ({ actor, tx, now }): Promise<Navigation> => {
    const vcd = await loadVcdPerson(tx, actor, now);
    const session = await loadOwnSession(tx, actor);
    const isProvider = isProviderRole(actor.role);
    const organizations = await listOrganizations(tx, { personId: actor.personId, all: isProvider });
    const here = organizations.find(({ slug }) => slug === actor.organizationSlug);
    return {
      person: {
        name: actor.personName,
        email: actor.email,
        vcd: vcd && { siteName: vcd.siteName, usable: vcd.usable },
      },
      session,
      role: actor.role,
      isProvider,
      organization: {
        slug: actor.organizationSlug,
        name: actor.organizationName,
        kind: here?.kind ?? "tenant",
      },
      organizations,
      readsAudit: roleAllows(actor.role, "audit.read"),
      readsWebhooks: roleAllows(actor.role, "webhook.read"),
      waitingApprovals: roleAllows(actor.role, "request.decide") ? await countWaitingRequests(tx, "*") : null,
    };
  },
});
