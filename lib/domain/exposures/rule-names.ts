/** Names of NAT rules are the only tie to what they are for: VCD gives no id on creation and has no tags for rules. */

/** The name of a rule of ours: installation and exposure, so that another installation's rules are foreign. */
export function ourRuleName(installationId: string, exposureId: string): string {
  return `drawbridge_${installationId}_${exposureId}`;
}

/** What a name of ours says; null for other names. Ids have no underscore. */
export function parseOurRuleName(name: string): { installationId: string; exposureId: string } | null {
  const match = /^drawbridge_([^_]+)_([^_]+)$/.exec(name);
  return match?.[1] && match[2] ? { installationId: match[1], exposureId: match[2] } : null;
}

/** The name CSE gives: `<cluster>_<entity URN>_expose_dnat` (container-service-extension, network_expose_helper). */
export function cseRuleName(clusterName: string, entityId: string): string {
  return `${clusterName}_${entityId}_expose_dnat`;
}

/** What a name of CSE's says; null for other names. */
export function parseCseRuleName(name: string): { clusterName: string; entityId: string } | null {
  const match = /^(.+)_(urn:vcloud:entity:.+)_expose_dnat$/.exec(name);
  return match?.[1] && match[2] ? { clusterName: match[1], entityId: match[2] } : null;
}
