import { allowed, type Capability, refused } from "../capability";
import { type Permission, type Role, roleAllows, roleNames } from "../people/roles";
import type { Blocked } from "./plan-types";
import { type ConnectionState, isEnded } from "./states";

type ByRole = { role: Role };
type OfConnection = ByRole & { state: ConnectionState };

/** Asking for connections at all; of which cluster is judged by `requestConnection`. */
export function askForConnections(facts: ByRole): Capability {
  return mayOf(facts.role, "connection.request", "ask for connections");
}

/** Asking for a connection of this cluster; the values of the request are judged by `checkRequest`. */
export function requestConnection(facts: {
  role: Role;
  cluster: { name: string; class: "production" | "development" };
  usage: { used: number; limit: number };
}): Capability {
  const right = askForConnections(facts);
  if (!right.ok) return right;
  const { cluster, usage } = facts;
  if (cluster.class === "development") {
    return refused(
      "state",
      `${cluster.name} is a development cluster. Development clusters share one VPC, so a connection would open your network to other people's clusters too.`,
      "Choose a production cluster: each has a VPC of its own.",
    );
  }
  if (usage.used >= usage.limit) {
    return refused(
      "limit",
      `${usage.used} of ${usage.limit} connections of ${cluster.name} are in use. AWS allows no more on one VPC.`,
      "Remove a connection that is no longer needed, or ask the provider to raise the quota at AWS.",
    );
  }
  return allowed;
}

/** Taking a request back before anybody has decided on it. */
export function withdrawConnection(facts: OfConnection): Capability {
  const right = mayOf(facts.role, "connection.withdraw", "take back requests");
  if (!right.ok) return right;
  if (facts.state === "awaiting-approval") return allowed;
  return isEnded(facts.state)
    ? refused("state", "This request has ended.", "Nothing is left to withdraw.")
    : refused(
        "state",
        "This request has been decided already.",
        "Remove the connection instead: that withdraws the invitation too.",
      );
}

/** Ending a connection that was approved: routes and peering are deleted, or the invitation is withdrawn. */
export function removeConnection(facts: OfConnection): Capability {
  const right = mayOf(facts.role, "connection.remove", "remove connections");
  if (!right.ok) return right;
  if (isEnded(facts.state)) {
    return refused("state", "This connection has ended.", "It stays here as history; nothing is left of it.");
  }
  if (facts.state === "removing") {
    return refused("state", "This connection is being removed.", "Wait until its peering is seen gone.");
  }
  if (facts.state === "awaiting-approval") {
    return refused("state", "This request waits for approval.", "Withdraw the request instead.");
  }
  return allowed;
}

/** The name is only ours: renaming changes nothing at AWS. */
export function renameConnection(facts: OfConnection): Capability {
  const right = mayOf(facts.role, "connection.rename", "rename connections");
  if (!right.ok) return right;
  return isEnded(facts.state)
    ? refused("state", "This connection has ended.", "Ended connections keep the name they had.")
    : allowed;
}

/** Stopping, as an admin of the provider, that anything is sent to AWS for this connection. */
export function holdConnection(facts: OfConnection & { held: boolean }): Capability {
  const right = mayOf(facts.role, "connection.hold", "hold connections");
  if (!right.ok) return right;
  if (isEnded(facts.state)) {
    return refused("state", "This connection has ended.", "Nothing is sent for it any more.");
  }
  return facts.held
    ? refused("state", "This connection is on hold already.", "Release it first to change the reason.")
    : allowed;
}

/** Letting what is wanted be sent again. */
export function releaseConnection(facts: OfConnection & { held: boolean }): Capability {
  const right = mayOf(facts.role, "connection.hold", "release connections");
  if (!right.ok) return right;
  return facts.held
    ? allowed
    : refused(
        "state",
        "This connection is not on hold.",
        "Holds of its cluster or account are released there.",
      );
}

/** Taking over a peering of the same pair that somebody made outside Drawbridge. */
export function adoptPeering(
  facts: OfConnection & { blocked: Blocked | null; adopting: string | null },
): Capability {
  const right = mayOf(facts.role, "connection.adopt", "take over peerings");
  if (!right.ok) return right;
  if (facts.state !== "queued" && facts.state !== "sending") {
    return refused(
      "state",
      "This connection does not wait to be sent.",
      "A peering is taken over only in place of one that would be asked for.",
    );
  }
  if (facts.adopting !== null && facts.adopting === facts.blocked?.peeringId) {
    return refused("state", `${facts.adopting} is being taken over already.`, "Wait for the next look.");
  }
  if (facts.blocked?.code === "reversed-pair") {
    return refused(
      "state",
      "The peering of this pair was asked for by the other side, so its tags and options are theirs.",
      "Have the other side delete it; this connection is then sent by itself.",
    );
  }
  if (facts.blocked?.code !== "pair-already-connected" || !facts.blocked.peeringId) {
    return refused("state", "No other peering of this pair is in the way.", "Nothing is to be taken over.");
  }
  return allowed;
}

/** A new request with the values of one that has ended. */
export function requestAgain(facts: OfConnection): Capability {
  const right = askForConnections(facts);
  if (!right.ok) return right;
  return isEnded(facts.state)
    ? allowed
    : refused("state", "This connection has not ended.", "Remove it before asking for it again.");
}

function mayOf(role: Role, permission: Permission, what: string): Capability {
  if (roleAllows(role, permission)) return allowed;
  return refused(
    "right",
    `Your role here, ${roleNames[role]}, does not let you ${what}.`,
    "Ask an admin of your organization for a role that does.",
  );
}
