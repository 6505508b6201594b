import { noConditions, type PolicyRule } from "./rule";

export type ExamplePolicy = { key: string; name: string; why: string; rule: PolicyRule };

/** Rules to start from. Accounts and addresses in them are to be replaced by one's own. */
export const examplePolicies: readonly ExamplePolicy[] = [
  {
    key: "partner-accounts",
    name: "Partner accounts",
    why: "Connections to accounts and addresses that you know need nobody to look at them.",
    rule: {
      effect: "approve",
      words: "Known accounts, private addresses.",
      conditions: { ...noConditions, kinds: ["connection"], cidrsWithin: ["10.0.0.0/8"] },
    },
  },
  {
    key: "reserved-range",
    name: "Reserved range",
    why: "Address blocks that you keep for yourselves are refused at once, with the range to use instead.",
    rule: {
      effect: "refuse",
      words: "172.16.0.0/12 is kept for the provider's own networks. Use blocks of 10.0.0.0/8 for your VPC.",
      conditions: { ...noConditions, kinds: ["connection"], cidrsOverlapping: ["172.16.0.0/12"] },
    },
  },
  {
    key: "firewall-by-two",
    name: "Firewall openings by two",
    why: "What lets strangers reach a cluster is looked at by two people.",
    rule: {
      effect: "two-approvers",
      words: "Openings of an edge's firewall are looked at by two people.",
      conditions: { ...noConditions, acts: ["open-firewall"] },
    },
  },
];
