import { classifyFault } from "./faults";
import type { Blocked } from "./plan-types";

export type BlockedWords = {
  title: string;
  sentence: string;
  next: string;
  who: "tenant" | "provider-admin" | "nobody";
};

const holder = { connection: "this connection", cluster: "the cluster", place: "the AWS account and Region" };

/** Why nothing is sent although something is wanted, and who can change that. */
export function describeBlocked(blocked: Blocked): BlockedWords {
  switch (blocked.code) {
    case "held":
      return {
        title: "On hold",
        sentence: `An admin of the provider has put ${holder[blocked.heldBy ?? "connection"]} on hold. Nothing is sent to AWS; what is in place stays.`,
        next: "It goes on as soon as the hold is lifted.",
        who: "provider-admin",
      };
    case "observe-only":
      return {
        title: "Observe only",
        sentence:
          "Drawbridge may only look at this AWS account so far. What it would send is shown, and not sent.",
        next: "An admin of the provider checks the account and then lets Drawbridge act there.",
        who: "provider-admin",
      };
    case "waiting-turn":
      return {
        title: "Waiting its turn",
        sentence: `AWS allows few unanswered invitations at a time. This one is ${blocked.position && blocked.of ? `${blocked.position} of ${blocked.of}` : "waiting"} in the queue.`,
        next: "It is sent by itself as soon as earlier ones are answered or withdrawn.",
        who: "nobody",
      };
    case "pair-already-connected":
      return {
        title: "Already peered",
        sentence: `The two VPCs are already peered${blocked.peeringId ? ` by ${blocked.peeringId}` : ""}, which Drawbridge did not make for this connection. AWS allows one peering between two VPCs.`,
        next: "An admin of the provider can take it over, or it is deleted in AWS; then this goes on by itself.",
        who: "provider-admin",
      };
    case "reversed-pair":
      return {
        title: "Already asked for from the other side",
        sentence: `Your VPC has asked the cluster's VPC for a peering${blocked.peeringId ? `, ${blocked.peeringId}` : ""}. AWS allows one between two VPCs, so a second could never be accepted.`,
        next: "Delete that peering in your AWS account; then this goes on by itself.",
        who: "tenant",
      };
    case "looking-for-lost-request":
      return {
        title: "Looking for a call without an answer",
        sentence:
          "A call to AWS got no answer, so it may have taken effect. Nothing is sent again before that is known.",
        next: "Nothing is to be done: it is clear within two to three minutes.",
        who: "nobody",
      };
    case "quota":
    case "refused-rights":
    case "aws-refused":
    case "backing-off": {
      if (!blocked.fault) {
        return {
          title: "AWS refused a call",
          sentence: "AWS refused a call that this connection needs.",
          next: "It is tried again by itself.",
          who: "nobody",
        };
      }
      const { title, cause, next, who } = classifyFault(blocked.fault);
      return { title, sentence: `${title}. ${cause}`, next, who };
    }
  }
}
