import type { NoticePlace } from "@/lib/domain/notifications/words";

/** The only producer of addresses within Drawbridge. Pages, redirects, e-mails and tests take theirs from here. */

type Query = Record<string, string | number | undefined | null>;

function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

const part = encodeURIComponent;

/** Slugs that would shadow rooms of our own. */
export const reservedSlugs = [
  "admin",
  "api",
  "assets",
  "help",
  "invitation",
  "notifications",
  "sessions",
  "set-password",
  "sign-in",
];

export type ListQuery = { search?: string; state?: string; sort?: string; after?: string; cluster?: string };

export type MembersQuery = { search?: string; sort?: string };

/** What narrows a list of requests: see `lib/domain/requests/filters.ts`. */
export type RequestListQuery = {
  state?: string;
  kind?: string;
  organization?: string;
  risk?: string;
  second?: string;
  whose?: string;
  search?: string;
  sort?: string;
  after?: string;
};

export type AuditQuery = {
  search?: string;
  organization?: string;
  person?: string;
  verb?: string;
  outcome?: string;
  from?: string;
  to?: string;
  after?: string;
  verify?: number;
  notedSeq?: string;
  notedHash?: string;
};

export const paths = {
  home: () => "/",
  /** `problem` is a word of `OidcProblem`, `reference` leads to it in the log and the audit. */
  signIn: (query: { next?: string; problem?: string; reference?: string } = {}) =>
    withQuery("/sign-in", query),
  /** POST with `next`: begins a sign-in with the OpenID provider. */
  signInOidc: () => "/sign-in/oidc",
  /** Sign-in with an account of a VMware Cloud Director. */
  signInVcd: (
    query: { next?: string; site?: string; organization?: string; with?: "password" | "token" } = {},
  ) => withQuery("/sign-in/vcd", query),
  setPassword: (token: string) => withQuery("/set-password", { token }),
  /** Where an invitation to an organization is accepted. */
  invitation: (token: string) => withQuery("/invitation", { token }),

  /** A person's own rooms, in no organization. */
  sessions: () => "/sessions",
  notifications: (query: { unread?: 1; organization?: string; after?: string } = {}) =>
    withQuery("/notifications", query),
  notificationPreferences: () => "/notifications/preferences",

  overview: (organization: string) => `/${part(organization)}`,
  clusters: (organization: string, query: ListQuery = {}) =>
    withQuery(`/${part(organization)}/clusters`, query),
  cluster: (organization: string, id: string) => `/${part(organization)}/clusters/${part(id)}`,
  newVcdCluster: (
    organization: string,
    query: { place?: string; as?: "form" | "yaml"; from?: string } = {},
  ) => withQuery(`/${part(organization)}/clusters/new`, query),
  /** `show` opens one of the cluster's dialogs, such as `expose` or `resize`. */
  clusterDialog: (organization: string, id: string, show: string) =>
    withQuery(`/${part(organization)}/clusters/${part(id)}`, { show }),
  clusterKubeconfig: (organization: string, id: string) =>
    `/${part(organization)}/clusters/${part(id)}/kubeconfig`,
  exposures: (organization: string, query: ListQuery = {}) =>
    withQuery(`/${part(organization)}/exposures`, query),
  exposure: (organization: string, id: string) => `/${part(organization)}/exposures/${part(id)}`,
  edgeGateways: (organization: string) => `/${part(organization)}/edge-gateways`,
  connections: (organization: string, query: ListQuery = {}) =>
    withQuery(`/${part(organization)}/connections`, query),
  newConnection: (organization: string, query: { cluster?: string; from?: string } = {}) =>
    withQuery(`/${part(organization)}/connections/new`, query),
  connection: (organization: string, id: string) => `/${part(organization)}/connections/${part(id)}`,

  members: (organization: string, query: MembersQuery = {}) =>
    withQuery(`/${part(organization)}/members`, query),
  requests: (organization: string, query: RequestListQuery = {}) =>
    withQuery(`/${part(organization)}/requests`, query),
  request: (organization: string, id: string) => `/${part(organization)}/requests/${part(id)}`,
  editRequest: (organization: string, id: string) => `/${part(organization)}/requests/${part(id)}/edit`,
  /** Of a tenant, or of the provider's own organization. */
  webhooks: (organization: string) => `/${part(organization)}/webhooks`,
  newWebhook: (organization: string) => `/${part(organization)}/webhooks/new`,
  webhook: (organization: string, id: string) => `/${part(organization)}/webhooks/${part(id)}`,

  policies: () => "/admin/policies",
  /** `example` starts from one of the rules that are offered. */
  newPolicy: (query: { example?: string } = {}) => withQuery("/admin/policies/new", query),
  policy: (id: string, query: { only?: "differences" } = {}) =>
    withQuery(`/admin/policies/${part(id)}`, query),
  /** How people sign in. `check` looks at the OpenID provider now; `mapping` opens one to be changed. */
  signOn: (query: { search?: string; check?: 1; mapping?: string } = {}) =>
    withQuery("/admin/sign-on", query),
  approvals: (query: RequestListQuery = {}) => withQuery("/admin/approvals", query),
  /** Several requests, looked at together and approved one after the other. */
  approveSeveral: () => "/admin/approvals/several",
  /** Who is away, and who looks after what waits for them. */
  absences: () => "/admin/approvals/away",
  approval: (id: string) => `/admin/approvals/${part(id)}`,
  organizations: () => "/admin/organizations",
  newOrganization: () => "/admin/organizations/new",
  organization: (slug: string, query: MembersQuery = {}) =>
    withQuery(`/admin/organizations/${part(slug)}`, query),
  accounts: () => "/admin/accounts",
  newAccount: () => "/admin/accounts/new",
  account: (id: string) => `/admin/accounts/${part(id)}`,
  sites: () => "/admin/sites",
  newSite: () => "/admin/sites/new",
  site: (id: string) => `/admin/sites/${part(id)}`,
  siteAccess: (id: string, replace: "credential" | "authority") =>
    withQuery(`/admin/sites/${part(id)}/access`, { replace }),
  adminClusters: () => "/admin/clusters",
  newCluster: (query: { place?: string; vpc?: string } = {}) => withQuery("/admin/clusters/new", query),
  adminCluster: (id: string) => `/admin/clusters/${part(id)}`,
  /** Every organization's, for the provider's people. */
  audit: (query: AuditQuery = {}) => withQuery("/admin/audit", query),
  auditEntry: (organization: string, seq: number) => `/admin/audit/${part(organization)}/${seq}`,
  organizationAudit: (organization: string, query: AuditQuery = {}) =>
    withQuery(`/${part(organization)}/audit`, query),
  organizationAuditEntry: (organization: string, seq: number) => `/${part(organization)}/audit/${seq}`,

  api: {
    health: () => "/api/health",
    sessions: () => "/api/sessions",
    /** POST: the person did something in this page. GET: when their session ends. */
    presence: () => "/api/sessions/presence",
    /** Where the OpenID provider sends people back to. */
    oidcCallback: () => "/api/auth/callback/oidc",
    changes: (organization: string | null) => withQuery("/api/changes", { organization }),
    connections: (organization: string, query: ListQuery = {}) =>
      withQuery(`/api/organizations/${part(organization)}/connections`, query),
    connection: (organization: string, id: string) =>
      `/api/organizations/${part(organization)}/connections/${part(id)}`,
    clusters: (organization: string) => `/api/organizations/${part(organization)}/clusters`,
    cluster: (organization: string, id: string) =>
      `/api/organizations/${part(organization)}/clusters/${part(id)}`,
    exposures: (organization: string, query: ListQuery = {}) =>
      withQuery(`/api/organizations/${part(organization)}/exposures`, query),
    exposure: (organization: string, id: string) =>
      `/api/organizations/${part(organization)}/exposures/${part(id)}`,
    edgeGateways: (organization: string) => `/api/organizations/${part(organization)}/edge-gateways`,
    /** POST: the kubeconfig file itself, by an ask. */
    kubeconfig: (organization: string, clusterId: string) =>
      `/api/organizations/${part(organization)}/clusters/${part(clusterId)}/kubeconfig`,
    clusterCheck: (organization: string) => `/api/organizations/${part(organization)}/cluster-check`,
    /** POST: a copy of the audit as a file. */
    auditExport: () => "/api/admin/audit/export",
    organizationAuditExport: (organization: string) =>
      `/api/organizations/${part(organization)}/audit/export`,
    /** The newest under the bell, and how many are unread. */
    notifications: () => "/api/notifications",
    notificationList: (query: { unread?: 1; organization?: string; after?: string } = {}) =>
      withQuery("/api/notifications/list", query),
    /** POST: one is read (`id`), and opened; or all are. */
    readNotifications: () => "/api/notifications/read",
    webhooks: (organization: string) => `/api/organizations/${part(organization)}/webhooks`,
    webhook: (organization: string, id: string) =>
      `/api/organizations/${part(organization)}/webhooks/${part(id)}`,
    search: (organization: string) => `/api/organizations/${part(organization)}/search`,
    requestWorld: (organization: string) => `/api/organizations/${part(organization)}/request-world`,
    overview: (organization: string) => `/api/organizations/${part(organization)}/overview`,
    approvals: (query: RequestListQuery = {}) => withQuery("/api/admin/approvals", query),
    requests: (organization: string, query: RequestListQuery = {}) =>
      withQuery(`/api/organizations/${part(organization)}/requests`, query),
    request: (organization: string, id: string) =>
      `/api/organizations/${part(organization)}/requests/${part(id)}`,
    /** What the form of an edit is judged by while it is filled in. */
    editRequest: (organization: string, id: string) =>
      `/api/organizations/${part(organization)}/requests/${part(id)}/edit`,
    approval: (id: string) => `/api/admin/approvals/${part(id)}`,
    organizations: () => "/api/admin/organizations",
    organization: (slug: string, query: MembersQuery = {}) =>
      withQuery(`/api/admin/organizations/${part(slug)}`, query),
    members: (organization: string, query: MembersQuery = {}) =>
      withQuery(`/api/organizations/${part(organization)}/members`, query),
    adminClusters: () => "/api/admin/clusters",
    adminCluster: (id: string) => `/api/admin/clusters/${part(id)}`,
    accounts: () => "/api/admin/accounts",
    account: (id: string) => `/api/admin/accounts/${part(id)}`,
    signOn: (query: { search?: string } = {}) => withQuery("/api/admin/sign-on", query),
    sites: () => "/api/admin/sites",
    site: (id: string) => `/api/admin/sites/${part(id)}`,
  },
};

/** Where a notice leads, of the organization in which it happened. */
export function noticePath(place: NoticePlace, organization: string): string {
  switch (place.page) {
    case "approval":
      return paths.approval(place.id);
    case "members":
      return paths.members(organization);
    default:
      return paths[place.page](organization, place.id);
  }
}

/**
 * A place to go back to, if it is one of ours: a path on this origin, never `//host` or a scheme. Anything else gives
 * the home page.
 */
export function safeNext(next: string | null | undefined): string {
  if (!next?.startsWith("/")) return paths.home();
  const here = "http://drawbridge.invalid";
  const url = URL.canParse(next, here) ? new URL(next, here) : null;
  // A path may become `//host` only now: `/.//host` and `/a/..//host` do.
  if (url?.origin !== here || url.pathname.startsWith("//")) return paths.home();
  return `${url.pathname}${url.search}${url.hash}`;
}
