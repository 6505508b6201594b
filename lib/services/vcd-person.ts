import type { Transaction } from "@/lib/db/pool";
import { findVcdSession, type VcdPerson } from "@/lib/db/vcd-sessions";
import type { Actor } from "./context";
import { ServiceError } from "./errors";

/**
 * Who the actor is in VMware Cloud Director; null for local people and for the provider's. `usable` says whether calls
 * can go in their name now. Only within the organization that theirs in VCD is bound to.
 */
export async function loadVcdPerson(tx: Transaction, actor: Actor, now: Date): Promise<VcdPerson | null> {
  const person = await findVcdSession(tx, actor.sessionId, now);
  return person?.organizationId === actor.organizationId ? person : null;
}

/** The same, refusing (`precondition`) whoever is not signed in there, or whose session there has ended. */
export async function demandVcdPerson(
  tx: Transaction,
  actor: Actor,
  now: Date,
  /** The VCD organization that the act concerns, by its place; another one's people are refused. */
  placeId?: string,
): Promise<VcdPerson> {
  const person = await loadVcdPerson(tx, actor, now);
  if (!person) {
    throw new ServiceError(
      "precondition",
      "This is done in your own name in VMware Cloud Director, and you are not signed in with an account of it.",
      { next: "Sign in with your VMware Cloud Director account, then try again." },
    );
  }
  if (placeId !== undefined && person.placeId !== placeId) {
    throw new ServiceError(
      "precondition",
      `You are signed in to ${person.organizationName} at ${person.siteName}, and this belongs to another organization of VMware Cloud Director.`,
      { next: "Sign in with your account of that organization, then try again." },
    );
  }
  if (!person.usable) {
    throw new ServiceError("precondition", "Your session at VMware Cloud Director has ended.", {
      next: "Sign in with your VMware Cloud Director account again, then try again.",
    });
  }
  return person;
}
