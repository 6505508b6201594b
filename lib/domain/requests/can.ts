import { allowed, type Capability, refused } from "../capability";
import { type ConnectionState, isEnded } from "../connections/states";
import { type Role, roleAllows, roleNames } from "../people/roles";
import type { ExposureTerms, RequestKind, RequestState } from "./requests";

type Person = { personId: string; role: Role };
type Asked = {
  state: RequestState;
  kind: RequestKind;
  requestedBy: string;
  /** Whoever edited it last. */
  editedBy: string | null;
  /** Everybody who edited it so far, of all its editions. */
  editors: readonly string[];
};

const settled: Record<Exclude<RequestState, "waiting">, string> = {
  approved: "It was approved already.",
  denied: "It was denied already.",
  withdrawn: "It was withdrawn by the people who asked.",
  expired: "It ended because nobody decided it in time.",
};

/**
 * Whether this person may approve or deny. Nobody decides what they asked for, or ever edited, whatever their role and
 * whoever edited after them.
 */
export function decideRequest({ actor, request }: { actor: Person; request: Asked }): Capability {
  if (!roleAllows(actor.role, "request.decide")) {
    return refused(
      "right",
      `Your role, ${roleNames[actor.role]}, may read requests but not decide them.`,
      "Ask a provider admin to decide.",
    );
  }
  const own = whyOwn(actor.personId, request);
  if (own) return refused("right", own, "Ask another provider admin to decide.");
  if (request.state !== "waiting") {
    return refused("state", settled[request.state], "Nothing is left to decide here.");
  }
  return allowed;
}

function whyOwn(personId: string, { requestedBy, editedBy, editors }: Asked): string | null {
  if (personId === requestedBy) return "You asked for this yourself, and nobody decides their own request.";
  if (personId === editedBy) return "You edited what is asked for, and nobody decides their own request.";
  if (!editors.includes(personId)) return null;
  return "You edited this before somebody else did, and nobody decides a request that they had a hand in.";
}

type Approving = {
  actor: Person;
  request: Asked;
  /** People who have approved the present edition. */
  approvedBy: readonly string[];
};

/** Whether this person may approve: as `decideRequest`, and nobody counts twice. */
export function approveRequest({ actor, request, approvedBy }: Approving): Capability {
  const decide = decideRequest({ actor, request });
  if (!decide.ok || !approvedBy.includes(actor.personId)) return decide;
  return refused(
    "state",
    "You have approved this already, and nobody counts twice.",
    "Another provider admin must approve it too.",
  );
}

/** Whether this person may take back an approval of theirs: only while the request is undecided. */
export function takeBackApproval({ actor, request, approvedBy }: Approving): Capability {
  if (!roleAllows(actor.role, "request.decide")) return decideRequest({ actor, request });
  if (request.state !== "waiting") {
    return refused("state", settled[request.state], "What was decided is not taken back here.");
  }
  if (approvedBy.includes(actor.personId)) return allowed;
  return refused("state", "You have not approved this.", "Nothing of yours is to be taken back.");
}

const taken: Record<RequestKind, string> = {
  connection: "Remove the connection instead.",
  exposure: "Un-expose the cluster instead.",
};

/** Whether this person may take the request back while nobody has decided. */
export function withdrawRequest({ actor, request }: { actor: Person; request: Asked }): Capability {
  if (!roleAllows(actor.role, `${request.kind}.withdraw`)) {
    return refused(
      "right",
      `Your role here, ${roleNames[actor.role]}, may read requests but not withdraw them.`,
      "Ask an operator of your organization.",
    );
  }
  if (request.state !== "waiting") {
    return refused(
      "state",
      settled[request.state],
      request.state === "approved" ? taken[request.kind] : "Nothing is left to withdraw.",
    );
  }
  return allowed;
}

/** Whether this person may write into the thread of a request; also of one that was decided. */
export function commentOnRequest({ role }: { role: Role }): Capability {
  if (roleAllows(role, "request.comment")) return allowed;
  return refused(
    "right",
    `Your role here, ${roleNames[role]}, may read comments but not write them.`,
    "Ask an operator of the organization, or a provider admin, to write for you.",
  );
}

export type Editing = {
  role: Role;
  request: { state: RequestState } & (
    | { kind: "connection" }
    | { kind: "exposure"; act: ExposureTerms["act"] }
  );
  /** The connection as it is now; null for an exposure. */
  connection: { state: ConnectionState; wanted: "connected" | "gone" } | null;
  /** Another request about the same connection waits for a decision. */
  changeWaits: boolean;
};

/**
 * Whether what was asked for may be edited. While it waits, the request itself is; once a connection was approved, its
 * blocks and DNS resolution are, by a request of their own.
 */
export function editRequest({ role, request, connection, changeWaits }: Editing): Capability {
  if (!roleAllows(role, "request.edit")) {
    return refused(
      "right",
      `Your role here, ${roleNames[role]}, may read requests but not edit them.`,
      "Ask an operator of your organization.",
    );
  }
  const { state } = request;
  if (request.kind === "exposure") return editExposure(state, request.act);
  if (state === "waiting") return allowed;
  if (state !== "approved") {
    return refused("state", settled[state], "Request again: the form is filled in with what was asked for.");
  }
  if (!connection || isEnded(connection.state)) {
    return refused("state", "This connection has ended.", "Request again instead.");
  }
  if (connection.wanted === "gone" || connection.state === "removing") {
    return refused("state", "This connection is being removed.", "Request anew once it is gone.");
  }
  if (connection.state === "awaiting-approval" || changeWaits) {
    return refused(
      "state",
      "Another request about this connection waits already.",
      "Edit or withdraw that one.",
    );
  }
  return allowed;
}

function editExposure(state: RequestState, act: ExposureTerms["act"]): Capability {
  if (state !== "waiting") {
    return refused(
      "state",
      settled[state],
      state === "approved"
        ? "Ask for another opening of the firewall, or un-expose the cluster and ask anew."
        : "Ask anew from the cluster's page.",
    );
  }
  if (act !== "create") return allowed;
  return refused(
    "state",
    "The document of a cluster that is yet to be made is not edited here.",
    "Withdraw the request and create the cluster anew, with another document.",
  );
}
