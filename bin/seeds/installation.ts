import { randomUUID } from "node:crypto";
import { insertSession } from "@/lib/auth/sessions";
import { findAccountByNumber, listPlaceFigures } from "@/lib/db/accounts";
import { listRegisteredClusters } from "@/lib/db/cluster-register";
import { findOrganization } from "@/lib/db/organizations";
import { findPersonToSignIn } from "@/lib/db/people";
import type { Database, Transaction } from "@/lib/db/pool";
import { withReach } from "@/lib/db/reach";
import type { Role } from "@/lib/domain/people/roles";
import { letAccountAct } from "@/lib/services/accounts/let-account-act";
import { registerAccount } from "@/lib/services/accounts/register-account";
import { registerCluster } from "@/lib/services/clusters/register-cluster";
import type { VerbContext } from "@/lib/services/context";
import { createOrganization } from "@/lib/services/organizations/create-organization";
import { acceptWithNewAccount } from "@/lib/services/people/accept-invitation";
import { createFirstAdmin } from "@/lib/services/people/create-first-admin";
import { invite } from "@/lib/services/people/invite";
import { setPassword } from "@/lib/services/people/set-password";

/**
 * Scenarios that demo, tests and bench share. Each leaves alone what is there already, and changes things through the
 * verbs that the pages call, so that what is seeded is what a person could have made.
 */

function readAll<T>(db: Database, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return withReach(db, { organizationIds: "*", personId: null }, read);
}

/** A context in which the person with this address acts, with a session like anybody else's. */
export async function actAs(
  db: Database,
  email: string,
  options: { organization: string | null; now: Date },
): Promise<VerbContext> {
  const person = await readAll(db, (tx) => findPersonToSignIn(tx, email));
  if (!person) throw new Error(`Nobody here has the address ${email}.`);
  const session = { personId: person.id, how: "password", address: null } as const;
  const { id: sessionId } = await withReach(db, { organizationIds: [], personId: null }, (tx) =>
    insertSession(tx, session, options.now),
  );
  return {
    db,
    sessionId,
    organization: options.organization,
    requestId: randomUUID(),
    address: null,
    now: options.now,
  };
}

const tokenOf = (path: string) => new URL(path, "http://drawbridge.invalid").searchParams.get("token") ?? "";

async function choosePassword(db: Database, path: string, password: string, now: Date): Promise<void> {
  const token = tokenOf(path);
  await setPassword(db, { token, password, repeated: password, address: null, now });
}

/** The first admin of an empty database, or the one that is there. Gives a context in the provider's own rooms. */
export async function seedAdmin(
  db: Database,
  admin: { email: string; name: string; password: string; now: Date },
): Promise<VerbContext> {
  const known = await readAll(db, (tx) => findPersonToSignIn(tx, admin.email));
  if (!known?.passwordHash) {
    const { path } = await createFirstAdmin(db, admin);
    await choosePassword(db, path, admin.password, admin.now);
  }
  return actAs(db, admin.email, { organization: null, now: admin.now });
}

/** An organization with members who can sign in with `password`. */
export async function seedOrganization(
  context: VerbContext,
  organization: {
    slug: string;
    name: string;
    members: { email: string; name: string; role: Role }[];
    password: string;
  },
): Promise<void> {
  const { slug, name, members, password } = organization;
  const { db } = context;
  if (!(await readAll(db, (tx) => findOrganization(tx, slug)))) {
    await createOrganization(context, { slug, name });
  }
  for (const member of members) {
    if (await readAll(db, (tx) => findPersonToSignIn(tx, member.email))) continue;
    const { email, role } = member;
    const { path } = await invite(context, { organization: slug, email, role });
    const visitor = { ...context, organization: null, sessionId: null };
    await acceptWithNewAccount(visitor, {
      token: tokenOf(path),
      name: member.name,
      password,
      repeated: password,
    });
  }
}

/** A registered account, allowed to act or not; gives its places' ids by Region. */
export async function seedAccount(
  context: VerbContext,
  account: { accountId: string; name: string; regions: readonly string[]; act: boolean },
): Promise<Map<string, string>> {
  const { accountId, name, regions, act } = account;
  const known = await readAll(context.db, (tx) => findAccountByNumber(tx, accountId));
  const id = known?.id ?? (await registerAccount(context, { accountId, name, regions: [...regions] })).id;
  if (!known && act) await letAccountAct(context, { id });
  const rows = await readAll(context.db, (tx) => listPlaceFigures(tx, id));
  return new Map(rows.map(({ place }) => [place.region, place.id]));
}

/** Whether an organization has a cluster of this name. */
export async function hasCluster(
  context: VerbContext,
  cluster: { organization: string; name: string },
): Promise<boolean> {
  const known = await readAll(context.db, (tx) => listRegisteredClusters(tx, "*"));
  return known.some(
    (each) => each.organization.slug === cluster.organization && each.cluster.name === cluster.name,
  );
}

/** A cluster in a VPC that a sweep has found. */
export async function seedCluster(
  context: VerbContext,
  cluster: {
    organization: string;
    placeId: string;
    vpcId: string;
    name: string;
    class: "production" | "development";
    podCidrs: string;
    serviceCidrs: string;
  },
): Promise<void> {
  if (!(await hasCluster(context, cluster))) await registerCluster(context, cluster);
}
