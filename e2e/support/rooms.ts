import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listPages, redirectingPages } from "@/bench/routes";
import { paths } from "@/lib/paths";
import { addClustersToBeSeen, furnishClusters } from "./clusters";
import { approvalPathOf, approve, awaitInvitation, expectState, requestConnection } from "./connections";
import { makeTenantVpc } from "./networks";
import { addMember, renewPasswordLink } from "./people";
import { writeRule } from "./policies";
import { sandbox } from "./sandbox";
import { people } from "./stack";
import { expect, type Page, test } from "./test";
import { makeWebhook } from "./webhooks";

type Visitor = "tenant" | "admin" | "nobody";

/** A page that people see, for tests that look at every one of them. */
export type Room = {
  /** Says which page of the source it is, and in which state: `/[organization]/connections/[id]: active`. */
  name: string;
  page: string;
  path: string;
  as: Visitor;
  status: 200 | 404;
};

type Listed = { clusters?: { id: string; name: string; class: string }[] };

async function read<T>(page: Page, path: string): Promise<T> {
  return (await page.request.get(path)).json() as Promise<T>;
}

type Furniture = Awaited<ReturnType<typeof furnishOnce>>;

/**
 * A connection in each state that looks different, and the requests behind them; made once for all who look. Kept with
 * the run's results: after a failed test the next ones run in a new process, on the same stack.
 */
async function furnish(tenant: Page, admin: Page): Promise<Furniture> {
  const file = join(test.info().project.outputDir, "furniture.json");
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Furniture;
  const furniture = await furnishOnce(tenant, admin);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(furniture));
  return furniture;
}

async function furnishOnce(tenant: Page, admin: Page) {
  const mark = await addClustersToBeSeen();
  const ask = async (of: string) => {
    const network = await makeTenantVpc();
    await requestConnection(tenant, {
      cluster: "payments",
      network,
      name: network.name(of),
      reason: "To be seen.",
    });
    return new URL(tenant.url()).pathname;
  };
  const ended = await ask("ended");
  await tenant.getByRole("button", { name: "Withdraw request" }).click();
  await expectState(tenant, "Withdrawn");

  const active = await ask("active");
  await approve(admin, tenant, "To be seen.");
  const decided = new URL(admin.url()).pathname;
  await sandbox.act({ act: "accept", vpcPeeringConnectionId: await awaitInvitation(tenant) });
  await expectState(tenant, "Active");

  const invited = await ask("invited");
  await approve(admin, tenant);
  await awaitInvitation(tenant);

  const waiting = await ask("waiting");
  const undecided = await approvalPathOf(tenant);
  // Last, as a sweep has found them by now.
  const clusters = await furnishClusters(tenant, admin, mark);
  return { ended, active, invited, waiting, decided, undecided, clusters };
}

/** Every page there is, each in the states that look different. Fails for a page that nobody has added here. */
export async function everyRoom(tenant: Page, admin: Page): Promise<Room[]> {
  const seen = await furnish(tenant, admin);
  const { clusters = [] } = await read<Listed>(tenant, paths.api.clusters("acme"));
  const clusterId = (kind: string) => clusters.find((cluster) => cluster.class === kind)?.id ?? "";
  const [account] = await read<{ id: string }[]>(admin, paths.api.accounts());
  const vcd = seen.clusters;
  const [site] = await read<{ id: string }[]>(admin, paths.api.sites());
  const member = { organization: "acme", email: `seen-${Date.now()}@acme.test`, name: "Sia Seen" } as const;
  const invitation = new URL(await addMember(admin, { ...member, role: "viewer" }));
  const link = new URL(await renewPasswordLink(admin, { organization: "acme", email: people.viewer }));

  // Switched off, and about addresses that nobody has.
  const policy = await writeRule(admin, {
    name: `Seen ${Date.now()}`,
    effect: "Ask for two approvers",
    within: "192.0.2.0/24",
  });

  const lastPart = (path: string) => path.split("/").at(-1) ?? "";
  const [undecidedId, decidedId] = [lastPart(seen.undecided), lastPart(seen.decided)];

  const webhook = await makeWebhook(admin);

  const rooms: Room[] = [
    room("/sign-in", "", "nobody", paths.signIn()),
    room("/sign-in", "after a failure", "nobody", paths.signIn({ problem: "unmapped" })),
    room("/sign-in/vcd", "", "nobody", paths.signInVcd()),
    room("/set-password", "open", "nobody", `${link.pathname}${link.search}`),
    room("/set-password", "used up", "nobody", paths.setPassword("none")),
    room("/invitation", "open", "nobody", `${invitation.pathname}${invitation.search}`),
    room("/invitation", "of who is signed in", "tenant", `${invitation.pathname}${invitation.search}`),
    room("/invitation", "used up", "nobody", paths.invitation("none")),
    room("/[organization]/members", "", "tenant", paths.members("acme")),
    room("/[organization]/members", "nobody found", "tenant", paths.members("acme", { search: "zzzz" })),
    room("/[organization]/members", "for the provider", "admin", paths.members("acme")),
    room("/[organization]", "", "tenant", paths.overview("acme")),
    room("/[organization]/clusters", "", "tenant", paths.clusters("acme")),
    room(
      "/[organization]/clusters/[id]",
      "production",
      "tenant",
      paths.cluster("acme", clusterId("production")),
    ),
    room(
      "/[organization]/clusters/[id]",
      "development",
      "tenant",
      paths.cluster("acme", clusterId("development")),
    ),
    room("/[organization]/clusters", "nothing found", "tenant", paths.clusters("acme", { search: "zzzz" })),
    room("/[organization]/clusters/[id]", "VCD, inside only", "tenant", vcd.inside),
    room("/[organization]/clusters/[id]", "VCD, asked to expose", "tenant", `${vcd.inside}?show=expose`),
    room("/[organization]/clusters/[id]", "VCD, waiting", "tenant", vcd.waiting),
    room("/[organization]/clusters/[id]", "VCD, exposed", "tenant", vcd.exposed),
    room(
      "/[organization]/clusters/[id]",
      "VCD, asked to un-expose",
      "tenant",
      `${vcd.exposed}?show=unexpose`,
    ),
    room("/[organization]/clusters/[id]", "of CAPVCD", "tenant", vcd.capvcd),
    room("/[organization]/clusters/[id]/kubeconfig", "VCD", "tenant", `${vcd.exposed}/kubeconfig`),
    room(
      "/[organization]/clusters/[id]/kubeconfig",
      "AWS",
      "tenant",
      paths.clusterKubeconfig("acme", clusterId("production")),
    ),
    room("/[organization]/clusters/new", "form", "tenant", paths.newVcdCluster("acme")),
    room("/[organization]/clusters/new", "YAML", "tenant", paths.newVcdCluster("acme", { as: "yaml" })),
    room("/[organization]/exposures", "", "tenant", paths.exposures("acme", { state: "all" })),
    room("/[organization]/exposures", "nothing found", "tenant", paths.exposures("acme", { search: "zzzz" })),
    room("/[organization]/exposures/[id]", "exposed", "tenant", vcd.granted),
    room("/[organization]/exposures/[id]", "ended", "tenant", vcd.ended),
    room("/[organization]/exposures/[id]", "for the provider", "admin", vcd.granted),
    room("/[organization]/edge-gateways", "", "tenant", paths.edgeGateways("acme")),
    room("/[organization]/connections", "", "tenant", paths.connections("acme", { state: "all" })),
    room(
      "/[organization]/connections",
      "nothing found",
      "tenant",
      paths.connections("acme", { search: "zzzz" }),
    ),
    room("/[organization]/connections/new", "", "tenant", paths.newConnection("acme")),
    room("/[organization]/connections/[id]", "waiting", "tenant", seen.waiting),
    room("/[organization]/connections/[id]", "invited", "tenant", seen.invited),
    room("/[organization]/connections/[id]", "active", "tenant", seen.active),
    room("/[organization]/connections/[id]", "removal asked", "tenant", `${seen.active}?remove=1`),
    room("/[organization]/connections/[id]", "ended", "tenant", seen.ended),
    room("/[organization]/connections/[id]", "for the provider", "admin", seen.active),
    room("/notifications", "", "tenant", paths.notifications()),
    room("/notifications", "nothing found", "tenant", paths.notifications({ organization: "zzzz" })),
    room("/notifications", "for the provider", "admin", paths.notifications({ unread: 1 })),
    room("/notifications/preferences", "", "tenant", paths.notificationPreferences()),
    room("/[organization]/webhooks", "", "admin", paths.webhooks("provider")),
    room("/[organization]/webhooks", "a tenant's, none", "admin", paths.webhooks("acme")),
    room("/[organization]/webhooks/new", "", "admin", paths.newWebhook("provider")),
    room("/[organization]/webhooks/[id]", "", "admin", webhook),
    room("/[organization]/webhooks/[id]", "asked to delete", "admin", `${webhook}?delete=1`),
    room("/sessions", "", "tenant", paths.sessions()),
    room("/sessions", "for the provider", "admin", paths.sessions()),
    missing("tenant", "/acme/no-such-page"),
    room("/admin/approvals", "waiting", "admin", paths.approvals()),
    room("/admin/approvals", "decided", "admin", paths.approvals({ state: "decided" })),
    room("/admin/approvals", "nothing found", "admin", paths.approvals({ search: "zzzz" })),
    room(
      "/admin/approvals/several",
      "one chosen",
      "admin",
      `${paths.approveSeveral()}?request=${undecidedId}`,
    ),
    room("/admin/approvals/several", "none chosen", "admin", paths.approveSeveral()),
    room("/admin/approvals/away", "", "admin", paths.absences()),
    room("/[organization]/requests", "waiting", "tenant", paths.requests("acme")),
    room("/[organization]/requests", "decided", "tenant", paths.requests("acme", { state: "decided" })),
    room("/[organization]/requests/[id]", "waiting", "tenant", paths.request("acme", undecidedId)),
    room("/[organization]/requests/[id]", "decided", "tenant", paths.request("acme", decidedId)),
    room("/[organization]/requests/[id]/edit", "waiting", "tenant", paths.editRequest("acme", undecidedId)),
    room("/[organization]/requests/[id]/edit", "approved", "tenant", paths.editRequest("acme", decidedId)),
    room("/admin/approvals/[id]", "waiting", "admin", seen.undecided),
    room("/admin/approvals/[id]", "exposure, waiting", "admin", vcd.approval),
    room("/admin/approvals/[id]", "decided", "admin", seen.decided),
    room("/admin/policies", "", "admin", paths.policies()),
    room("/admin/policies/new", "", "admin", paths.newPolicy()),
    room("/admin/policies/[id]", "", "admin", policy),
    room("/admin/policies/[id]", "asked to delete", "admin", `${policy}?delete=1`),
    room("/admin/organizations", "", "admin", paths.organizations()),
    room("/admin/organizations/new", "", "admin", paths.newOrganization()),
    room("/admin/organizations/[slug]", "", "admin", paths.organization("acme")),
    room("/admin/accounts", "", "admin", paths.accounts()),
    room("/admin/accounts/new", "", "admin", paths.newAccount()),
    room("/admin/accounts/[id]", "", "admin", paths.account(account?.id ?? "")),
    room("/admin/sites", "", "admin", paths.sites()),
    room("/admin/sites/new", "", "admin", paths.newSite()),
    room("/admin/sites/[id]", "", "admin", paths.site(site?.id ?? "")),
    room("/admin/sites/[id]/access", "credential", "admin", paths.siteAccess(site?.id ?? "", "credential")),
    room("/admin/sites/[id]/access", "authority", "admin", paths.siteAccess(site?.id ?? "", "authority")),
    room("/admin/clusters", "", "admin", paths.adminClusters()),
    room("/admin/clusters/new", "", "admin", paths.newCluster()),
    room("/admin/clusters/[id]", "", "admin", paths.adminCluster(clusterId("production"))),
    room("/admin/sign-on", "", "admin", paths.signOn()),
    room("/admin/audit", "", "admin", paths.audit()),
    room("/admin/audit", "nothing found", "admin", paths.audit({ search: "zzzz", outcome: "denied" })),
    room("/admin/audit", "verified", "admin", paths.audit({ verify: 1 })),
    room("/admin/audit/[organization]/[seq]", "", "admin", paths.auditEntry("acme", 1)),
    room("/[organization]/audit", "", "admin", paths.organizationAudit("acme")),
    room("/[organization]/audit", "verified", "admin", paths.organizationAudit("acme", { verify: 1 })),
    room("/[organization]/audit/[seq]", "", "admin", paths.organizationAuditEntry("acme", 1)),
    missing("admin", "/admin/no-such-page"),
    missing("nobody", "/no/such/page"),
  ];
  const left = listPages().filter(
    (page) => !redirectingPages.includes(page) && !rooms.some((each) => each.page === page),
  );
  expect(left, "pages that no room above stands for").toEqual([]);
  return rooms;
}

function room(page: string, state: string, as: Visitor, path: string): Room {
  return { name: state ? `${page}: ${state}` : page, page, path, as, status: 200 };
}

function missing(as: Visitor, path: string): Room {
  return { name: path, page: path, path, as, status: 404 };
}

/** Opens a room and waits until it is all there. */
export async function enter(page: Page, { name, path, status }: Room): Promise<void> {
  const response = await page.goto(path);
  expect(response?.status(), name).toBe(status);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}
