import { findSession } from "@/lib/db/people";
import { withReach } from "@/lib/db/reach";
import { isProviderRole } from "@/lib/domain/people/roles";
import { paths } from "@/lib/paths";
import type { VerbContext } from "../context";

export type Home = { path: string } | { path: null; name: string };

/** Where a person belongs: the queue for the provider's people, their first organization for a tenant's. */
export async function findHome(context: VerbContext): Promise<Home> {
  const { db, sessionId, now } = context;
  const session = sessionId
    ? await withReach(db, { organizationIds: [], personId: null }, (tx) => findSession(tx, sessionId, now))
    : null;
  if (!session) return { path: paths.signIn() };
  if (session.memberships.some(({ role }) => isProviderRole(role))) return { path: paths.approvals() };
  const first = session.memberships[0];
  return first ? { path: paths.overview(first.slug) } : { path: null, name: session.person.name };
}
