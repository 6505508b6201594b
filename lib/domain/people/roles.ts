/** Roles of a tenant organization, and of the provider's own. */
export const tenantRoles = ["viewer", "operator", "tenant-admin"] as const;
export const providerRoles = ["provider-auditor", "provider-admin"] as const;
export type Role = (typeof tenantRoles)[number] | (typeof providerRoles)[number];

export const permissions = [
  "self.read",
  "self.manage",
  "cluster.read",
  "connection.read",
  "connection.request",
  "connection.withdraw",
  "connection.rename",
  "connection.remove",
  "connection.hold",
  "connection.adopt",
  "exposure.request",
  "exposure.withdraw",
  "exposure.remove",
  "exposure.repair",
  "exposure.hold",
  "cluster.create",
  "cluster.change",
  "kubeconfig.read",
  "request.read",
  "request.edit",
  "request.comment",
  "request.decide",
  "policy.read",
  "policy.manage",
  "sign-on.read",
  "sign-on.manage",
  "webhook.read",
  "webhook.manage",
  "account.read",
  "account.manage",
  "cluster.manage",
  "site.read",
  "site.manage",
  "organization.read",
  "organization.manage",
  "member.read",
  "member.manage",
  "place.hold",
  "audit.read",
] as const;
export type Permission = (typeof permissions)[number];

const viewer: Permission[] = [
  "self.read",
  "self.manage",
  "cluster.read",
  "connection.read",
  "request.read",
  "organization.read",
  "member.read",
];
const operator: Permission[] = [
  ...viewer,
  "request.edit",
  "request.comment",
  "connection.request",
  "connection.withdraw",
  "connection.rename",
  "connection.remove",
  "exposure.request",
  "exposure.withdraw",
  "exposure.remove",
  "exposure.repair",
  "cluster.create",
  "cluster.change",
  "kubeconfig.read",
];
const providerAuditor: Permission[] = [
  ...viewer,
  "account.read",
  "site.read",
  "audit.read",
  "policy.read",
  "sign-on.read",
  "webhook.read",
];

/** Who may do what. Tenants' roles reach their own organization; provider roles reach every organization. */
export const rolePermissions: Record<Role, readonly Permission[]> = {
  viewer,
  operator,
  "tenant-admin": [...operator, "audit.read", "member.manage", "webhook.read", "webhook.manage"],
  "provider-auditor": providerAuditor,
  "provider-admin": [
    ...providerAuditor,
    "connection.remove",
    "connection.hold",
    "connection.adopt",
    "exposure.remove",
    "exposure.repair",
    "exposure.hold",
    "request.decide",
    "request.comment",
    "policy.manage",
    "sign-on.manage",
    "webhook.manage",
    "account.manage",
    "site.manage",
    "cluster.manage",
    "organization.manage",
    "member.manage",
    "place.hold",
  ],
};

export const roleNames: Record<Role, string> = {
  viewer: "Viewer",
  operator: "Operator",
  "tenant-admin": "Tenant admin",
  "provider-auditor": "Provider auditor",
  "provider-admin": "Provider admin",
};

export function isProviderRole(role: Role): boolean {
  return (providerRoles as readonly string[]).includes(role);
}

/** True if the role has the permission; the organization's reach is checked apart, by loading rows in scope. */
export function roleAllows(role: Role, permission: Permission): boolean {
  return rolePermissions[role].includes(permission);
}
