import { classifyFault } from "./faults";
import type { Ending } from "./plan-types";
import { regionLabel } from "./regions";

/** What the sentences about an end need to name. */
export type EndingFacts = {
  clusterName: string;
  accountId: string;
  vpcId: string;
  region: string;
  /** The provider's account that holds the cluster's VPC. */
  providerAccountId: string;
};

/** How a connection came to its end: a short title, what happened, and what can be done now. */
export function describeEnding(
  ending: Ending,
  facts: EndingFacts,
): { title: string; sentence: string; next: string } {
  const { accountId, vpcId, region, clusterName, providerAccountId } = facts;
  switch (ending.reason) {
    case "removed-here":
      return {
        title: "Removed",
        sentence: `This connection was removed in Drawbridge. Its routes and its peering with ${clusterName} are gone.`,
        next: "Your own routes to the cluster now lead nowhere: delete them in your AWS account. Request again to connect anew.",
      };
    case "withdrawn-here":
      return {
        title: "Withdrawn",
        sentence: "This request was withdrawn before it was accepted. Nothing was connected.",
        next: "Request again when you need it.",
      };
    case "undecided":
      return {
        title: "Expired undecided",
        sentence: "Nobody at the provider decided this request in time, so it ended. Nothing was connected.",
        next: "Request again if you still need it, or ask your provider why it was not decided.",
      };
    case "unanswered":
      return {
        title: "Withdrawn, unanswered",
        sentence: `Nobody in account ${accountId} accepted the invitation in time, so Drawbridge withdrew it. An open invitation keeps the cluster's network from growing.`,
        next: `Request again when somebody can accept it, in ${regionLabel(region)}.`,
      };
    case "removed-by-peer":
      return {
        title: "Removed by your account",
        sentence: `The peering was deleted in account ${accountId}, on your side. Drawbridge has taken back its routes and does not connect again by itself.`,
        next: "Request again if this was not meant.",
      };
    case "removed-elsewhere":
      return ending.byAccountId === providerAccountId || ending.byAccountId === null
        ? {
            title: "Removed outside Drawbridge",
            sentence: `The peering was deleted in AWS${ending.byAccountId ? `, in the provider's account ${ending.byAccountId}` : ""}, not through Drawbridge.`,
            next: "Ask the provider why, or request again.",
          }
        : {
            title: "Removed outside Drawbridge",
            sentence: `The peering was deleted in AWS by account ${ending.byAccountId}, not through Drawbridge.`,
            next: "Ask who owns that account, or request again.",
          };
    case "rejected-by-peer":
      return {
        title: "Rejected by your account",
        sentence: `Account ${accountId} rejected the invitation. Drawbridge does not send it again by itself.`,
        next: "If this was not meant, request again and accept the new invitation.",
      };
    case "expired":
      return {
        title: "Expired",
        sentence: `Nobody in account ${accountId} answered the invitation within seven days, so AWS let it expire.`,
        next: `Request again when somebody can accept it, in ${regionLabel(region)}.`,
      };
    case "expired-presumed":
      return {
        title: "Expired, presumably",
        sentence:
          "AWS no longer shows the invitation. It was last seen unanswered and its time has passed, so it has most likely expired.",
        next: `Request again when somebody can accept it, in ${regionLabel(region)}.`,
      };
    case "failed-at-aws":
      return {
        title: "Failed at AWS",
        sentence: `AWS says this request failed. Most often the account ID (${accountId}), the VPC ID (${vpcId}) or the Region (${regionLabel(region)}) does not match, or the address ranges overlap.`,
        next: "Compare these four values in your AWS console, then request again.",
      };
    case "vanished":
      return {
        title: "Gone from AWS",
        sentence: `AWS no longer shows the peering with ${clusterName}, and it was not removed here. AWS forgets an ended peering after two hours to two days, so who ended it cannot be told.`,
        next: "Request again if you still need it.",
      };
    case "refused": {
      const words = refusalWords(ending.detail);
      return {
        title: "Refused by AWS",
        sentence: `AWS did not accept the request. ${words.cause}`,
        next: words.next,
      };
    }
  }
}

function refusalWords(detail: string | null): { cause: string; next: string } {
  const cut = detail?.indexOf(": ") ?? -1;
  if (!detail || cut < 0) {
    return {
      cause: "Most often the account ID, the VPC ID or the Region does not exist as written.",
      next: "Compare them with your AWS console, then request again.",
    };
  }
  return classifyFault({
    code: detail.slice(0, cut),
    message: detail.slice(cut + 2),
    requestId: null,
    action: "CreateVpcPeeringConnection",
  });
}
