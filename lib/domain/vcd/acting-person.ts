import { allowed, type Capability, refused } from "../capability";
import { type Permission, type Role, roleAllows, roleNames } from "../people/roles";

/** Who somebody is in VMware Cloud Director, as far as acts in their name depend on it. */
export type ActingPerson = {
  placeId: string;
  organizationName: string;
  siteName: string;
  /** The token is held and has not run out. */
  usable: boolean;
  /** Names of all rights; null where they cannot be read. */
  rights: readonly string[] | null;
};

/** Whether calls can go to VMware Cloud Director in a person's own name now, for something of that place. */
export function actInVcd(person: ActingPerson | null, placeId: string): Capability {
  if (!person) {
    return refused(
      "state",
      "This is done in your own name in VMware Cloud Director, and you are not signed in with an account of it.",
      "Sign in with your VMware Cloud Director account, then try again.",
    );
  }
  if (person.placeId !== placeId) {
    return refused(
      "state",
      `You are signed in to ${person.organizationName} at ${person.siteName}, and this belongs to another organization of VMware Cloud Director.`,
      "Sign in with your account of that organization, then try again.",
    );
  }
  if (!person.usable) {
    return refused(
      "state",
      "Your session at VMware Cloud Director has ended.",
      "Sign in with your VMware Cloud Director account again, then try again.",
    );
  }
  return allowed;
}

/** A role of ours that does not allow something, in words: `what` is the end of "… does not let you". */
export function mayByRole(role: Role, permission: Permission, what: string): Capability {
  if (roleAllows(role, permission)) return allowed;
  return refused(
    "right",
    `Your role here, ${roleNames[role]}, does not let you ${what}.`,
    "Ask an admin of your organization for a role that does.",
  );
}
