const verbs: Record<string, string> = {
  "accounts.check": "asked for a check of an account",
  "accounts.let-act": "let an account act",
  "accounts.register": "registered an account",
  "accounts.stop-acting": "stopped acting in an account",
  "clusters.hold": "put a cluster on hold",
  "clusters.register": "registered a cluster",
  "clusters.release": "released a cluster",
  "connections.adopt": "took over a peering",
  "connections.hold": "put a connection on hold",
  "connections.release": "released a connection",
  "connections.remove": "removed a connection",
  "connections.rename": "renamed a connection",
  "connections.request": "requested a connection",
  "organizations.create": "created an organization",
  "organizations.update": "changed an organization",
  "people.add-member": "added a member",
  "people.change-role": "changed a member's role",
  "people.create-first-admin": "was made the first admin",
  "people.remove-member": "removed a member",
  "people.renew-password-link": "made a new password link",
  "people.set-password": "chose a password",
  "places.hold": "put a Region on hold",
  "places.release": "released a Region",
  "requests.approve": "approved a request",
  "requests.deny": "denied a request",
  "requests.withdraw": "withdrew a request",
};

/** What a person did, or tried, as the end of a sentence that begins with their name. */
export function describeAct(verb: string, outcome: "done" | "denied"): string {
  const words = verbs[verb];
  if (outcome === "done") return words ?? verb;
  return `was refused: ${words ? `would have ${words.replace(/^was /, "been ")}` : verb}`;
}

/** Facts as names and short values; nested ones as JSON. */
export function describeFacts(facts: Record<string, unknown>): { name: string; value: string }[] {
  return Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => ({ name, value: typeof value === "string" ? value : JSON.stringify(value) }));
}
