import { formatDistanceStrict } from "date-fns";
import { describeVcdFault } from "../vcd/faults";
import type { Blocked } from "./plan-types";

export type BlockedWords = {
  title: string;
  sentence: string;
  next: string;
  who: "tenant" | "provider-admin" | "nobody";
};

const holder = { exposure: "this exposure", cluster: "the cluster", place: "the organization's site" };
const byItself = "Nothing is to be done: it goes on by itself.";

/** Why nothing is sent although something is wanted, and who can change that. */
export function describeExposureBlocked(blocked: Blocked, now: Date): BlockedWords {
  const { facts = {} } = blocked;
  const words = (
    title: string,
    sentence: string,
    next: string,
    who: BlockedWords["who"] = "nobody",
  ): BlockedWords => ({ title, sentence, next, who });
  switch (blocked.code) {
    case "held":
      return words(
        "On hold",
        `An admin of the provider has put ${holder[blocked.heldBy ?? "exposure"]} on hold. Nothing is sent; what is in place stays.`,
        "It goes on as soon as the hold is lifted.",
        "provider-admin",
      );
    case "observe-only":
      return words(
        "Observe only",
        "Drawbridge may only look at this site so far. What it would send is shown, and not sent.",
        "An admin of the provider checks the site and then lets Drawbridge act there.",
        "provider-admin",
      );
    case "sign-in-needed":
      return words(
        "Approved: sign in to continue",
        "CSE does this in your name, and your sign-in to VMware Cloud Director has ended.",
        "Sign in to VMware Cloud Director again; it goes on by itself then.",
        "tenant",
      );
    case "waiting-edge":
      return words(
        "Waiting for the edge gateway",
        `The edge gateway takes one change at a time, and ${blocked.by ?? "another cluster"} is being worked on.`,
        byItself,
      );
    case "edge-busy":
      return words(
        "The edge gateway is busy",
        busySentence(blocked),
        `Nothing is to be done: it is tried again${again(blocked, now)}.`,
      );
    case "edge-failed":
      return words(
        "The edge gateway failed",
        "VMware Cloud Director could not realize the edge gateway's last change, so it takes no other.",
        "The provider repairs the edge gateway; then this goes on by itself.",
        "provider-admin",
      );
    case "edge-unreadable":
    case "firewall-unreadable": {
      const what = blocked.code === "edge-unreadable" ? "edge gateway's rules" : "edge gateway's firewall";
      const fault = blocked.fault ? describeVcdFault(blocked.fault) : null;
      return words(
        `The ${what} cannot be read`,
        `The ${what} cannot be read, so nothing is changed there.${fault ? ` ${fault.cause}` : ""}`,
        fault?.next ?? byItself,
        fault?.who ?? "nobody",
      );
    }
    case "waiting-address":
      return words(
        "No external address",
        "No external address of the edge gateway is free.",
        "Un-expose a cluster that no longer needs its address, or have the provider add addresses.",
        "provider-admin",
      );
    case "address-taken":
      return words(
        "The address is taken",
        `${facts.address ?? "The address"} is used by ${blocked.by || "something else"}, so another one is taken.`,
        byItself,
      );
    case "node-unknown":
      return words(
        "The control plane is not seen yet",
        "The control plane's address is not known, so there is nothing to lead to yet.",
        byItself,
      );
    case "node-moved":
      return words(
        "The control plane has moved",
        "The control plane has another address than this exposure was approved for. A rule is never pointed elsewhere by itself.",
        "Look at the new address and confirm it, or un-expose.",
        "tenant",
      );
    case "cluster-busy":
    case "cse-working":
      return words(
        "CSE is at work",
        "CSE is at work on the cluster; its rule may still come or go.",
        byItself,
      );
    case "cluster-not-ready":
      return words(
        "The cluster is not ready",
        `VMware Cloud Director calls the cluster ${facts.state ?? "not ready"}; CSE acts on resolved clusters only.`,
        "Have the rule deleted directly, or ask the provider to resolve the cluster.",
        "tenant",
      );
    case "cse-did-not-unexpose":
      return words(
        "CSE did not un-expose",
        `CSE ended its work, and the rule still forwards.${blocked.fault ? ` It says: ${blocked.fault.message}` : " Most often VMware Tools of the control plane do not answer, or the rule was renamed."}`,
        "Try again, or have the rule deleted directly. In that case CSE keeps calling the cluster exposed.",
        "tenant",
      );
    case "waiting-cse-cleanup":
      return words(
        "Waiting for CSE to clean up",
        "The cluster is gone; CSE deletes its rule last. What it leaves is deleted afterwards.",
        `Nothing is to be done: Drawbridge acts${again(blocked, now)}.`,
      );
    case "looking-for-lost-call":
      return words(
        "Looking for a call without an answer",
        "A call got no answer, so it may have taken effect. Nothing is sent again before that is known.",
        "Nothing is to be done: it is clear within a minute.",
      );
    case "task-running":
      return words(
        "VMware Cloud Director is at work",
        "The change was accepted and its task is running.",
        "Nothing is to be done: Drawbridge looks again within seconds.",
      );
    case "firewall-moved":
      return words(
        "The firewall was changed meanwhile",
        "Somebody changed the edge's firewall since it was read, so it was not written over.",
        byItself,
      );
    case "refused-rights":
    case "signed-out":
    case "backing-off":
    case "refused": {
      if (!blocked.fault) {
        return words(
          "A call was refused",
          "VMware Cloud Director refused a call.",
          `It is tried again${again(blocked, now)}.`,
        );
      }
      const { title, cause, next, who } = describeVcdFault(blocked.fault);
      return { title, sentence: `${title}. ${cause}`, next, who };
    }
  }
}

function again(blocked: Blocked, now: Date): string {
  if (!blocked.retryAt) return " within seconds";
  const at = new Date(blocked.retryAt);
  return at.getTime() <= now.getTime() ? " now" : ` in ${formatDistanceStrict(at, now)}`;
}

function busySentence(blocked: Blocked): string {
  if (blocked.fault) return describeVcdFault(blocked.fault).cause;
  const { operation, status } = blocked.facts ?? {};
  const at = operation
    ? `: it is at ${operation}`
    : status && status !== "REALIZED"
      ? `: it says ${status}`
      : "";
  return `The edge gateway takes one change at a time, and another is under way${at}.`;
}
