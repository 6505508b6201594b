import type { Finding } from "./findings";
import type { Step } from "./plan-types";

export type FindingWords = { title: string; sentence: string; next: string };

/** A finding in words: what is so, why it matters, and what to do. */
export function describeFinding(finding: Finding, clusterName: string): FindingWords {
  const fact = (key: string): string => {
    const value = finding.facts[key];
    return Array.isArray(value) ? value.join(", ") : String(value ?? "");
  };
  const at = `${fact("address")}${fact("port") ? `, port ${fact("port")}` : ""}`;
  const words = (title: string, sentence: string, next: string): FindingWords => ({ title, sentence, next });
  switch (finding.code) {
    case "success-nothing-exposed":
      return words(
        "Success, and nothing is exposed",
        `CSE reported that ${clusterName} was made, and ignored expose: there is no DNAT rule. CSE does not say why; most often a right was missing, the edge gateway was busy, no address was free, or the network is not routed.`,
        "Expose the cluster now with a rule of Drawbridge's own.",
      );
    case "says-exposed-no-rule":
      return words(
        "Called exposed, and no rule",
        `CSE calls ${clusterName} exposed${fact("address") ? ` at ${fact("address")}` : ""}, but the edge gateway has no rule for it: nothing answers there.`,
        "Un-expose it and expose it again with a rule of Drawbridge's own.",
      );
    case "unexposed-live-rule":
      return words(
        "Called un-exposed, and still reachable",
        `CSE says ${clusterName} is un-exposed, but its rule at ${at} still forwards to ${fact("internal")}.`,
        "Have the rule deleted: CSE would refuse to do it again.",
      );
    case "half-made-rule":
      return words(
        "A rule that CSE forgot",
        `CSE says ${clusterName} is not exposed, but its rule at ${at} forwards to ${fact("internal")}. CSE lost sight of it while it was made, and will not delete it with the cluster.`,
        "Delete the rule, or keep it and know that the cluster is reachable.",
      );
    case "orphan-rule":
      return words(
        "A rule whose cluster is gone",
        `Rule ${fact("name")} at ${at} forwards to ${fact("internal")}, and its cluster no longer exists. Whoever gets that address next would be reachable from outside.`,
        "Delete the rule.",
      );
    case "rule-without-row":
      return words(
        "A rule of Drawbridge's without an exposure",
        `Rule ${fact("name")} at ${at} carries this installation's name, and no exposure knows it.`,
        "An admin looks where it leads and deletes it.",
      );
    case "rule-to-nowhere":
      return words(
        "A rule that leads to no cluster",
        `Rule ${fact("name")} at ${at} leads to ${fact("internal")}, which no cluster has. Whoever gets that address next would be reachable from outside.`,
        "Delete the rule, or point it at the cluster's control plane.",
      );
    case "every-port-open":
      return words(
        "Every port is open",
        `Rule ${fact("name")} has no port: at ${fact("address")} every port of ${fact("internal")} answers, SSH (22) among them.`,
        "Narrow it to port 6443.",
      );
    case "rule-missing":
      return words(
        "The rule is gone",
        `The rule for ${clusterName} was there and is gone.`,
        "Put it back, or un-expose.",
      );
    case "rule-disabled":
      return words(
        "The rule is switched off",
        `The rule for ${clusterName} at ${at} is disabled: nothing is forwarded.`,
        "Put it back if that was not meant.",
      );
    case "rule-changed":
      return words(
        "The rule was changed",
        `The rule for ${clusterName} differs from what was made: ${fact("differences")}.`,
        "Put it back if that was not meant.",
      );
    case "duplicate-rules":
      return words(
        "The same rule more than once",
        `${fact("count")} rules carry the name of the one for ${clusterName}, at ${fact("addresses")}.`,
        "The one that is as wanted stays; the others of Drawbridge's are deleted.",
      );
    case "shadowed":
      return words(
        "Another rule comes first",
        `Rule ${fact("by")} takes connections to ${at} before the one for ${clusterName}.`,
        "Delete or change that rule, or expose the cluster at another address.",
      );
    case "address-shared":
      return words(
        "Another rule uses the same address",
        `Rule ${fact("by")} uses ${at} too. As long as both are there, which one is met is NSX's choice.`,
        "Delete one of the two.",
      );
    case "hand-made-rule":
      return words(
        "A rule made by hand",
        `Rule ${fact("name")} leads to the API server of ${clusterName} at ${fact("address")}. The certificate does not name that address, so kubectl refuses it with an x509 error.`,
        "Expose the cluster here: the kubeconfig then says which name to verify.",
      );
    case "node-moved":
      return words(
        "The control plane has moved",
        `The control plane of ${clusterName} has ${fact("is") || "another address"}; the rule was made for ${fact("was")}.${fact("leadsTo") ? ` That address is now one of ${fact("leadsTo")}.` : ""}`,
        "Confirm the new address, or un-expose. The rule is never pointed elsewhere by itself.",
      );
    case "edge-failed":
      return words(
        "The edge gateway failed",
        `VMware Cloud Director could not realize ${fact("edge") || "the edge gateway"}: its rules may not be in force.`,
        "The provider repairs it.",
      );
    case "not-readable":
      return words(
        "The rules cannot be read",
        "Without the edge's rules it is not known whether the cluster is exposed; CSE's own word is not enough.",
        fact("right") ? `It takes the right "${fact("right")}".` : "They are read again with the next look.",
      );
  }
}

const deletions: Record<Extract<Step, { kind: "delete-nat-rule" }>["why"], string> = {
  removal: "",
  duplicate: ", which is there twice",
  "address-given-up": ", because another rule took its address",
  "left-by-cse": ", which CSE left behind",
  replaced: ", to make it anew",
};

/** A step in words, for a plan that is shown and for the timeline. */
export function describeStep(step: Step, clusterName: string): string {
  switch (step.kind) {
    case "create-nat-rule":
      return `Make the DNAT rule ${step.rule.externalAddress} to ${step.rule.internalAddress}, port ${step.rule.port}`;
    case "change-nat-rule": {
      const acts = [
        step.change.enabled ? "switch it on" : null,
        step.change.externalPort ? `narrow it to port ${step.change.externalPort}` : null,
      ].filter((act) => act !== null);
      return `Change the DNAT rule of ${clusterName}: ${acts.join(" and ")}`;
    }
    case "delete-nat-rule":
      return `Delete the DNAT rule of ${clusterName}${deletions[step.why]}`;
    case "create-ip-set":
      return `Make the IP set ${step.addresses.join(", ")}`;
    case "delete-ip-set":
      return "Delete an IP set that was made for the firewall's opening";
    case "create-port-profile":
      return `Make the port profile TCP ${step.port}`;
    case "delete-port-profile":
      return "Delete the port profile that was made for the firewall's opening";
    case "write-firewall":
      return step.change === "open"
        ? `Let the approved clients of ${clusterName} through the edge's firewall`
        : `Take the opening for ${clusterName} out of the edge's firewall`;
    case "ask-cse-create":
      return `Ask CSE to create ${clusterName}, exposed`;
    case "ask-cse-unexpose":
      return `Ask CSE to un-expose ${clusterName}`;
  }
}
