import { type FaultKind, faultKind } from "./fault-kinds";
import type { ProviderFault } from "./observed";
import { type RefusalWords, wordsOfCode } from "./words-faults";

/** A refusal in plain words: what happened, why most likely, and what to do about it. */
export type FaultWords = RefusalWords & { kind: FaultKind };

/** What a refusal of AWS means, for every code of the EC2 API that these calls can raise, and for unknown ones. */
export function classifyFault(fault: ProviderFault): FaultWords {
  const kind = faultKind(fault);
  const special = bySituation(fault);
  if (special) return { kind, ...special };
  const words = wordsOfCode(fault.code);
  if (words) return { kind, ...words };
  return { kind, ...byKind(kind, fault) };
}

function bySituation({ code, message }: ProviderFault): RefusalWords | null {
  if (/belong to different networks/i.test(message)) {
    return {
      title: "AWS does not know the peering on this side yet",
      cause: "A peering becomes visible to route tables a little later than to us.",
      next: "Nothing is to be done: it is tried again in a minute.",
      who: "nobody",
      retry: "soon",
    };
  }
  if (/^InvalidVpcPeeringConnectionI[dD]\.NotFound$/.test(code)) {
    return {
      title: "AWS does not find the peering",
      cause: "It is too new to be visible everywhere, or it ended long ago and AWS has forgotten it.",
      next: "Nothing is to be done: Drawbridge looks again before it believes this.",
      who: "nobody",
      retry: "soon",
    };
  }
  if (code === "OperationNotPermitted") return notPermitted(message);
  return null;
}

function notPermitted(message: string): RefusalWords {
  if (/is not active/i.test(message)) {
    return {
      title: "The peering is not active yet",
      cause: "Options can be set only once it is active.",
      next: "Nothing is to be done: it is tried again once it is.",
      who: "nobody",
      retry: "soon",
    };
  }
  if (/different region|incorrect region/i.test(message)) {
    return {
      title: "The call went to the wrong Region",
      cause: "Each side acts on a peering in the Region of its own VPC.",
      next: "Check the Region recorded for the cluster.",
      who: "provider-admin",
      retry: "later",
    };
  }
  return {
    title: "AWS does not permit this to our account",
    cause: "It can be done only by the other side, or only in another state of the peering.",
    next: "Read AWS's message below. If it names the other side, they must do it in their account.",
    who: "provider-admin",
    retry: "later",
  };
}

function byKind(kind: FaultKind, { code, action }: ProviderFault): RefusalWords {
  switch (kind) {
    case "quota":
      return {
        title: "A quota at AWS is used up",
        cause: `${action} was refused with ${code}.`,
        next: "Remove what is no longer needed, or have the quota raised in Service Quotas. It is tried again every five minutes.",
        who: "provider-admin",
        retry: "later",
      };
    case "transient":
      return {
        title: "AWS could not do it now",
        cause: `${action} was refused with ${code}, which passes by itself.`,
        next: "Nothing is to be done: it is tried again.",
        who: "nobody",
        retry: "soon",
      };
    case "bad-input":
      return {
        title: "AWS does not accept these values",
        cause: `${action} was refused with ${code}. Most often the account ID, the VPC ID or the Region does not exist as written.`,
        next: "Compare the values with your AWS console, then request again.",
        who: "tenant",
        retry: "never",
      };
    case "configuration":
      return {
        title: "The cluster's record does not match AWS",
        cause: `${action} was refused with ${code}.`,
        next: "Correct the cluster's VPC, account or Region.",
        who: "provider-admin",
        retry: "later",
      };
    default:
      return {
        title: `AWS refused: ${code}`,
        cause: `${action} was refused with a code that this version does not know.`,
        next: "Read AWS's message below. It is tried again in five minutes.",
        who: "provider-admin",
        retry: "later",
      };
  }
}
