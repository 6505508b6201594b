import { allowed, type Capability, refused } from "../capability";
import { isProviderOrganization } from "../vcd/sign-in";

/** Whether an organization of VCD may become one of ours' own. */
export function bindOrganization({
  name,
  owner,
}: {
  /** Its short name in VCD. */
  name: string;
  /** Whose it is already, if anybody's. */
  owner: { name: string } | null;
}): Capability {
  if (isProviderOrganization(name)) {
    return refused(
      "state",
      "System is the provider's own organization in VMware Cloud Director.",
      "Choose an organization of a tenant.",
    );
  }
  if (owner) {
    return refused(
      "state",
      `${name} belongs to ${owner.name} already: one organization of VMware Cloud Director has one owner here.`,
      `Unbind it from ${owner.name} first, if that was a mistake.`,
    );
  }
  return allowed;
}

/** What was done through a binding is history of its owner and stays; what was merely read can be read again. */
export function unbindOrganization({
  name,
  owner,
  exposures,
  acts,
}: {
  name: string;
  owner: { name: string };
  /** Exposures there ever were, ended ones too, and acts of CSE in somebody's name. */
  exposures: number;
  acts: number;
}): Capability {
  if (exposures + acts === 0) return allowed;
  const what = [
    exposures > 0 ? `${exposures} ${exposures === 1 ? "exposure" : "exposures"}` : "",
    acts > 0 ? `${acts} ${acts === 1 ? "act" : "acts"} of CSE` : "",
  ].filter((each) => each !== "");
  return refused(
    "state",
    `${what.join(" and ")} of ${owner.name} hang on ${name}: they are its history.`,
    "Put it on hold instead: it is still read, and nothing is sent.",
  );
}
