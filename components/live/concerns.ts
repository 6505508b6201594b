/** Which query keys show something of a changed noun, by the key's first word. */
const keysByKind: Record<string, readonly string[]> = {
  connections: ["connections", "connection", "overview", "clusters", "cluster", "request-world", "approvals"],
  exposures: ["exposures", "exposure", "overview", "clusters", "cluster", "edge-gateways", "approvals"],
  requests: [
    "connection",
    "exposure",
    "exposures",
    "cluster",
    "overview",
    "approvals",
    "approval",
    "requests",
    "request",
  ],
  clusters: [
    "clusters",
    "cluster",
    "overview",
    "request-world",
    "connection",
    "exposure",
    "edge-gateways",
    "approval",
  ],
  edges: ["edge-gateways", "cluster", "exposure"],
  accounts: ["accounts", "account"],
  sessions: ["sessions"],
  sites: ["sites", "site", "clusters", "overview"],
  places: [
    "accounts",
    "account",
    "sites",
    "site",
    "connection",
    "connections",
    "cluster",
    "clusters",
    "exposure",
    "exposures",
    "edge-gateways",
    "overview",
  ],
  "sign-on": ["sign-on"],
  notifications: ["bell", "notifications"],
  webhooks: ["webhooks", "webhook"],
  organizations: ["organizations", "organization", "members", "navigation"],
};

/** Whether a query must be read again after this change. A query of one object is left alone by others of its noun. */
export function concerns(queryKey: readonly unknown[], change: { kind: string; id: string }): boolean {
  const [name, , id] = queryKey;
  if (!(keysByKind[change.kind] ?? []).includes(String(name))) return false;
  const sameNoun = change.kind === `${String(name)}s`;
  return !sameNoun || typeof id !== "string" || id === change.id;
}
