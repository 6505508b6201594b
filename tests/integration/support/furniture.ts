import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { memberships, people } from "@/lib/db/schema/people";
import { places } from "@/lib/db/schema/places";
import { requests } from "@/lib/db/schema/requests";
import { sessions } from "@/lib/db/schema/sign-on";
import { vcdOrganizations, vcdSites } from "@/lib/db/schema/sites";
import type { Role, tenantRoles } from "@/lib/domain/people/roles";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { addExposureRows } from "./exposure-rows";
import { clusterVpcs, type PersonKey, type Tenancy } from "./tenancy";
import { addTrustRows } from "./trust-rows";
import { addVcdRows } from "./vcd-rows";
import { validRequest } from "./verb-inputs";

/** One of everything that an organization can have. All of its texts say `marker`. */
export type Furniture = {
  marker: string;
  organization: { id: string; slug: string; name: string };
  /** One of each role, signed in; everything here is the operator's. */
  people: Record<TenantRole, Seat>;
  /** Id of the viewer, for verbs about members. */
  member: string;
  /** A cluster in AWS, and a VPC beside it that has none registered. */
  cluster: string;
  freeVpc: string;
  account: string;
  place: string;
  connection: string;
  request: string;
  digest: string;
  /** A site of VCD that is not bound to anything but `binding`. */
  site: { id: string; binding: string; orgId: string };
  vcd: Awaited<ReturnType<typeof addVcdRows>>;
  exposed: Awaited<ReturnType<typeof addExposureRows>>;
  trust: Awaited<ReturnType<typeof addTrustRows>>;
};

export type TenantRole = (typeof tenantRoles)[number];
export type Seat = { personId: string; sessionId: string };

const owners = {
  acme: { name: "Acme", operator: "operator", cluster: "orders", address: "10.149.1.105" },
  globex: { name: "Globex", operator: "globex", cluster: "globexShop", address: "10.149.1.104" },
} as const;

/** Furnishes one of the two tenants of a tenancy by its own verbs, and by rows where only sweeps would write. */
export async function furnish(t: Tenancy, slug: "acme" | "globex", marker: string): Promise<Furniture> {
  const who = owners[slug];
  const organization = { id: t.ids[slug], slug, name: who.name };
  const operator = seatOf(t, who.operator);
  const viewer =
    slug === "acme" ? seatOf(t, "viewer") : await addPerson(t, organization.id, "viewer", marker);
  const admin = await addPerson(t, organization.id, "tenant-admin", marker);
  const { rows } = await t.owner.execute<{ id: string }>(sql`select id from aws_accounts`);
  const bare = {
    marker,
    organization,
    people: { viewer, operator, "tenant-admin": admin },
    member: viewer.personId,
    cluster: t.clusters[who.cluster],
    freeVpc: clusterVpcs.shared,
    account: rows[0]?.id ?? "",
    place: t.ids.place,
    site: await addSite(t, organization.id, marker),
  };
  const made = await requestConnection(t.as(who.operator, slug), validRequest(bare, "1"));
  const [row] = await t.owner.select().from(requests).where(eq(requests.id, made.requestId));
  const vcd = await addVcdRows(t.owner, {
    organizationId: organization.id,
    person: operator,
    marker,
  });
  const exposed = await addExposureRows(t.owner, {
    organizationId: organization.id,
    personId: operator.personId,
    ids: vcd.ids,
    address: who.address,
    marker,
  });
  const trust = await addTrustRows(t.owner, {
    organizationId: organization.id,
    personId: operator.personId,
    adminId: t.person("admin"),
    delegateId: t.person("auditor"),
    request: made.requestId,
    marker,
  });
  return {
    ...bare,
    connection: made.connectionId,
    request: made.requestId,
    digest: row?.termsDigest ?? "",
    vcd,
    exposed,
    trust,
  };
}

function seatOf(t: Tenancy, key: PersonKey): Seat {
  return { personId: t.person(key), sessionId: t.as(key, null).sessionId ?? "" };
}

/** Somebody new with that role there, signed in. */
export async function addPerson(
  t: Tenancy,
  organizationId: string,
  role: Role,
  marker: string,
  over: {
    person?: Partial<typeof people.$inferInsert>;
    session?: Partial<typeof sessions.$inferInsert>;
  } = {},
): Promise<Seat> {
  const seat = { personId: uuidv7(), sessionId: uuidv7() };
  const name = `${marker} ${role}`;
  await t.owner
    .insert(people)
    .values({ id: seat.personId, email: `${seat.personId}@${marker}.test`, name, ...over.person });
  await t.owner.insert(memberships).values({ organizationId, personId: seat.personId, role });
  await t.owner.insert(sessions).values({
    id: seat.sessionId,
    personId: seat.personId,
    endsAt: new Date("2100-01-01T00:00:00Z"),
    address: "192.0.2.7",
    userAgent: `${marker} browser`,
    ...over.session,
  });
  return seat;
}

/** A site with one organization, which is the tenant's. */
async function addSite(t: Tenancy, organizationId: string, marker: string): Promise<Furniture["site"]> {
  const site = { id: uuidv7(), binding: uuidv7(), orgId: `urn:vcloud:org:${uuidv7()}` };
  await t.owner.insert(vcdSites).values({
    id: site.id,
    name: `${marker} Frankfurt`,
    url: `https://${site.id}.example.com`,
    credentialLabel: "administrator of System, with a password",
    credentialSealed: "sealed",
  });
  await t.owner.insert(vcdOrganizations).values({
    id: site.binding,
    siteId: site.id,
    orgId: site.orgId,
    name: `${marker}-vcd`,
    displayName: `${marker} at VCD`,
    organizationId,
  });
  await t.owner.insert(places).values({ id: uuidv7(), kind: "vcd", vcdOrganizationId: site.binding });
  return site;
}

/** Ids that belong to the organization alone. */
export function furnitureIds(f: Furniture): string[] {
  return [
    f.organization.id,
    ...Object.values(f.people).flatMap(({ personId, sessionId }) => [personId, sessionId]),
    f.cluster,
    f.connection,
    f.request,
    f.site.id,
    f.site.binding,
    ...Object.values(f.vcd.ids),
    f.exposed.exposure,
    f.exposed.request,
    ...Object.values(f.trust.ids),
  ];
}
