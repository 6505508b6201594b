import { allowed, type Capability, refused } from "../capability";
import { type Role, roleAllows, roleNames } from "../people/roles";
import type { RequestKind, RequestState } from "./requests";

type Person = { personId: string; role: Role };
type Asked = { state: RequestState; requestedBy: string; kind: RequestKind };

const settled: Record<Exclude<RequestState, "waiting">, string> = {
  approved: "It was approved already.",
  denied: "It was denied already.",
  withdrawn: "It was withdrawn by the people who asked.",
  expired: "It ended because nobody decided it in time.",
};

/** Whether this person may approve or deny. Nobody decides what they asked for themselves, whatever their role. */
export function decideRequest({ actor, request }: { actor: Person; request: Asked }): Capability {
  if (!roleAllows(actor.role, "request.decide")) {
    return refused(
      "right",
      `Your role, ${roleNames[actor.role]}, may read requests but not decide them.`,
      "Ask a provider admin to decide.",
    );
  }
  if (actor.personId === request.requestedBy) {
    return refused(
      "right",
      "You asked for this yourself, and nobody decides their own request.",
      "Ask another provider admin to decide.",
    );
  }
  if (request.state !== "waiting") {
    return refused("state", settled[request.state], "Nothing is left to decide here.");
  }
  return allowed;
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
