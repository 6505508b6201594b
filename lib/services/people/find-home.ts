import { findSession, type PersonWithMemberships } from "@/lib/db/people";
import { withReach } from "@/lib/db/reach";
import { isProviderRole } from "@/lib/domain/people/roles";
import { paths } from "@/lib/paths";
import type { VerbContext } from "../context";

export type Home = { path: string } | { path: null; name: string };

async function readSession({ db, sessionId, now }: VerbContext): Promise<PersonWithMemberships | null> {
  if (!sessionId) return null;
  return withReach(db, { organizationIds: [], personId: null }, (tx) => findSession(tx, sessionId, now));
}

/** Who is signed in and to which organizations they belong; null for nobody. */
export async function findSignedIn(
  context: VerbContext,
): Promise<{ name: string; organizationIds: string[] } | null> {
  const session = await readSession(context);
  return (
    session && {
      name: session.person.name,
      organizationIds: session.memberships.map(({ organizationId }) => organizationId),
    }
  );
}

export async function isSignedIn(context: VerbContext): Promise<boolean> {
  return (await readSession(context)) !== null;
}

/** Where a person belongs: the queue for the provider's people, their first organization for a tenant's. */
export async function findHome(context: VerbContext): Promise<Home> {
  const session = await readSession(context);
  if (!session) return { path: paths.signIn() };
  if (session.memberships.some(({ role }) => isProviderRole(role))) return { path: paths.approvals() };
  const first = session.memberships[0];
  return first ? { path: paths.overview(first.slug) } : { path: null, name: session.person.name };
}
