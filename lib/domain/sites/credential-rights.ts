import { rightNames, rightsNeeded } from "../vcd/rights";

/** A right that a site's credential needs, and for what. */
export type NeededRight = {
  /** Any of these is enough, as VCD names them; the plainest first. */
  anyOf: readonly string[];
  /** End of a sentence: "needed …". */
  why: string;
  /** False: only some of what Drawbridge does goes without it. */
  always: boolean;
};

const name = (choice: readonly string[]) => choice[0] ?? "";

function without(choices: readonly (readonly string[])[], known: readonly (readonly string[])[]) {
  return choices.filter((choice) => !known.some((each) => name(each) === name(choice)));
}

const seeDnat = rightsNeeded("see-dnat");
const seeFirewall = rightsNeeded("see-firewall");
const changeRules = rightsNeeded("delete-rule");

/**
 * What the credential of a site must be allowed: what sweeps read, and what rules of our own take. The plain right to
 * view clusters shows a provider its own alone, so the administrator's is wanted. CSE is never called with it.
 */
export const credentialRights: readonly NeededRight[] = [
  {
    anyOf: [rightNames.viewAllClusters, rightNames.controlAllClusters],
    why: "to find the clusters of each organization",
    always: true,
  },
  ...seeDnat.map((anyOf) => ({ anyOf, why: "to see what is exposed, and how", always: true })),
  ...without(changeRules, seeDnat).map((anyOf) => ({
    anyOf,
    why: "to make and take away DNAT rules that were approved",
    always: true,
  })),
  ...without(seeFirewall, seeDnat).map((anyOf) => ({
    anyOf,
    why: "to say whether the edge firewall lets clients through",
    always: false,
  })),
  ...without(rightsNeeded("open-firewall"), [...seeDnat, ...seeFirewall]).map((anyOf) => ({
    anyOf,
    why: "to open the edge firewall where that was asked for and approved",
    always: false,
  })),
];
