const verbs: Record<string, string> = {
  "accounts.check": "asked for a check of an account",
  "accounts.let-act": "let an account act",
  "accounts.register": "registered an account",
  "accounts.stop-acting": "stopped acting in an account",
  "asks.take": "took an answer",
  "audit.export": "took a copy of the audit",
  "clusters.hold": "put a cluster on hold",
  "clusters.register": "registered a cluster",
  "clusters.register-kubeconfig": "registered how a cluster is reached",
  "clusters.release": "released a cluster",
  "connections.adopt": "took over a peering",
  "connections.hold": "put a connection on hold",
  "connections.release": "released a connection",
  "connections.remove": "removed a connection",
  "connections.rename": "renamed a connection",
  "connections.request": "requested a connection",
  "delegations.end": "ended an absence",
  "delegations.set": "named a colleague for an absence",
  "exposures.close-firewall": "had an opening of an edge firewall closed",
  "exposures.follow": "took over a rule that CSE made",
  "exposures.click": "had a rule put right",
  "exposures.hold": "put an exposure on hold",
  "exposures.open-firewall": "requested an opening of an edge firewall",
  "exposures.release": "released an exposure",
  "exposures.remove": "un-exposed a cluster",
  "exposures.request": "requested an exposure",
  "kubeconfigs.fetch": "asked for a kubeconfig",
  "notifications.mark-read": "read what they were told",
  "notifications.set-preferences": "chose what is mailed to them",
  "organizations.create": "created an organization",
  "organizations.update": "changed an organization",
  "people.accept-invitation": "accepted an invitation",
  // Until invitations took its place.
  "people.add-member": "added a member",
  "people.change-role": "changed a member's role",
  "people.create-first-admin": "was made the first admin",
  "people.disable": "disabled a person",
  "people.enable": "enabled a person",
  "people.invite": "invited somebody",
  "people.leave": "left an organization",
  "people.remove-member": "removed a member",
  "people.renew-invitation": "made an invitation's link anew",
  "people.renew-password-link": "made a new password link",
  "people.revoke-invitation": "revoked an invitation",
  "people.set-password": "chose a password",
  "people.sign-in": "signed in with a password",
  "people.sign-in-oidc": "signed in with the identity provider",
  "people.sign-in-vcd": "signed in with VMware Cloud Director",
  "people.sign-out": "signed out",
  "places.hold": "put a Region on hold",
  "places.release": "released a Region",
  "policies.change": "changed a rule",
  "policies.create": "wrote a rule",
  "policies.delete": "deleted a rule",
  "policies.move": "moved a rule",
  "policies.switch": "switched a rule on or off",
  "requests.approve": "approved a request",
  "requests.ask-for-two": "asked for two approvers",
  "requests.comment": "commented on a request",
  "requests.deny": "denied a request",
  "requests.edit": "edited a request",
  "requests.leave-to-person": "left a request to a person",
  "requests.take-back-approval": "took back an approval",
  "requests.withdraw": "withdrew a request",
  "sessions.change-password": "changed the password",
  "sessions.end": "ended a session",
  "sessions.end-all-of": "ended a member's sessions",
  "sessions.end-own": "signed out everywhere",
  "sign-on.apply-groups": "was given, or lost, a role by groups",
  "sign-on.change-mapping": "changed what a group gives",
  "sign-on.change-settings": "changed how long sessions and requests last",
  "sign-on.map-group": "mapped a group",
  "sign-on.switch-local-accounts": "switched local accounts on or off",
  "sign-on.unmap-group": "took away what a group gives",
  "sites.bind-organization": "bound an organization of a site",
  "sites.check": "asked for a check of a site",
  "sites.let-act": "let a site act",
  "sites.register": "registered a site",
  "sites.replace-authority": "replaced a site's certificate authority",
  "sites.replace-credential": "replaced a site's credential",
  "sites.stop-acting": "stopped acting in a site",
  "sites.unbind-organization": "unbound an organization of a site",
  "vcd-clusters.ask-shares": "asked whom a cluster is shared with",
  "vcd-clusters.ask-upgrade-plan": "asked for a cluster's upgrade plan",
  "vcd-clusters.cancel-act": "cancelled an act on a cluster",
  "vcd-clusters.create": "created a cluster",
  "vcd-clusters.delete": "deleted a cluster",
  "vcd-clusters.force-delete": "force-deleted a cluster",
  "vcd-clusters.hold": "put a cluster on hold",
  "vcd-clusters.release": "released a cluster",
  "vcd-clusters.resize": "resized a cluster",
  "vcd-clusters.share": "changed whom a cluster is shared with",
  "vcd-clusters.upgrade": "upgraded a cluster",
  "webhooks.create": "made a webhook",
  "webhooks.delete": "deleted a webhook",
  "webhooks.finish-rotation": "ended a webhook's former secret",
  "webhooks.redeliver": "had a delivery sent again",
  "webhooks.rotate-secret": "made a new secret of a webhook",
  "webhooks.switch": "switched a webhook on or off",
  "webhooks.test": "sent a test to a webhook",
  "webhooks.update": "changed a webhook",
};

/** Reads are recorded only where they were refused; these are not everybody's. */
const reads: Record<string, string> = {
  "accounts.get": "read an account",
  "accounts.list": "read the accounts",
  "asks.look": "looked at an answer",
  "audit.export-batch": "read the audit",
  "audit.get": "read an entry of the audit",
  "audit.list": "read the audit",
  "audit.list-choices": "read the audit",
  "audit.verify": "verified the audit",
  "clusters.list-vpc-choices": "read the VPCs of the accounts",
  "policies.explain-request": "read what the rules make of a request",
  "policies.get": "read a rule",
  "policies.list": "read the rules",
  "policies.list-choices": "read the rules",
  "policies.try": "tried a rule",
  "delegations.list": "read who is away",
  "sign-on.get": "read how people sign in",
  "sites.get": "read a site",
  "sites.list": "read the sites",
};

/** Names of all verbs that have words, sorted: those that the audit can be narrowed to. */
export const auditedVerbs: readonly string[] = Object.keys(verbs).sort();

/** What a person did, or tried, as the end of a sentence that begins with their name. */
export function describeAct(verb: string, outcome: "done" | "denied"): string {
  const known = Object.hasOwn(verbs, verb) ? verbs : reads;
  const words = Object.hasOwn(known, verb) ? known[verb] : undefined;
  if (outcome === "done") return words ?? verb;
  return `was refused: ${words ? `would have ${pastParticiple(words)}` : verb}`;
}

/** "was made" and "withdrew" do not follow "would have". */
function pastParticiple(words: string): string {
  return words
    .replace(/^was /, "been ")
    .replace(/^took /, "taken ")
    .replace(/^withdrew /, "withdrawn ")
    .replace(/^chose /, "chosen ")
    .replace(/^wrote /, "written ");
}

/** For a list to choose from: "Approved a request". */
export function nameVerb(verb: string): string {
  const words = describeAct(verb, "done");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const nouns: Record<string, string> = {
  accounts: "Accounts",
  asks: "Answers",
  audit: "Audit",
  clusters: "Clusters",
  connections: "Connections",
  delegations: "Absences",
  exposures: "Exposures",
  kubeconfigs: "Kubeconfigs",
  notifications: "Notifications",
  organizations: "Organizations",
  people: "People",
  places: "Regions",
  policies: "Policies",
  requests: "Requests",
  sessions: "Sessions",
  "sign-on": "Sign-on",
  sites: "Sites",
  "vcd-clusters": "Clusters in VMware Cloud Director",
  webhooks: "Webhooks",
};

/** Verbs by what they are about, each with its words; `and` is one more that stands in an address. */
export function groupVerbs(and?: string): { group: string; options: { value: string; label: string }[] }[] {
  const all = and && !auditedVerbs.includes(and) ? [...auditedVerbs, and] : auditedVerbs;
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const verb of all) {
    const noun = verb.split(".")[0] ?? verb;
    const group = Object.hasOwn(nouns, noun) ? (nouns[noun] ?? noun) : noun;
    groups.set(group, [...(groups.get(group) ?? []), { value: verb, label: nameVerb(verb) }]);
  }
  return [...groups].map(([group, options]) => ({ group, options }));
}

const subjectKinds: Record<string, string> = {
  account: "AWS account",
  "group-mapping": "Mapping of a group",
  policy: "Rule",
  "vcd-organization": "Organization of VMware Cloud Director",
  vpc: "VPC",
  place: "Region of an account",
};

/** What kind of thing an entry is about, in words. */
export function nameSubjectKind(kind: string): string {
  return Object.hasOwn(subjectKinds, kind)
    ? (subjectKinds[kind] ?? kind)
    : kind.charAt(0).toUpperCase() + kind.slice(1);
}
