import type { ProviderFault } from "../connections/observed";
import { type ActInput, type ActKind, type ActState, actFaultCodes } from "./acts";
import { describeVcdFault } from "./faults";

/** An act of CSE that was asked for in somebody's name, such as a resize. */
export type ClusterActView = {
  id: string;
  kind: "create" | "resize" | "upgrade" | "share" | "delete" | "force-delete";
  state: "waiting" | "sending" | "accepted" | "done" | "refused" | "unknown" | "lost" | "cancelled";
  /** In one sentence, with what to do. */
  sentence: string;
  next: string | null;
  by: string;
  createdAt: string;
  endedAt: string | null;
};

/** An act of CSE in somebody's name, as it is kept. */
export type ActSources = {
  id: string;
  kind: ActKind;
  input: ActInput;
  state: ActState;
  fault: ProviderFault | null;
  personName: string;
  createdAt: Date;
  endedAt: Date | null;
};

/** An act in one sentence, with what to do. */
export function viewAct(act: ActSources): ClusterActView {
  const { id, kind, state } = act;
  return {
    id,
    kind,
    state,
    ...wordsOf(act),
    by: act.personName,
    createdAt: act.createdAt.toISOString(),
    endedAt: act.endedAt?.toISOString() ?? null,
  };
}

function whatOf(input: ActInput): string {
  switch (input.kind) {
    case "create":
      return "The creation";
    case "resize":
      return `The change to ${input.workers} ${input.workers === 1 ? "worker" : "workers"}`;
    case "upgrade":
      return `The upgrade to ${input.templateName}, revision ${input.templateRevision},`;
    case "share":
      return "The change of who it is shared with";
    case "delete":
      return "The deletion";
    case "force-delete":
      return "The forced deletion";
  }
}

function wordsOf({ input, state, fault }: ActSources): { sentence: string; next: string | null } {
  const what = whatOf(input);
  switch (state) {
    case "waiting":
      return waitingWords(what, fault);
    case "sending":
      return { sentence: `${what} is being sent to CSE.`, next: null };
    case "accepted":
      return { sentence: `${what} was accepted by CSE, which is at work.`, next: null };
    case "done":
      return { sentence: `${what} is done.`, next: null };
    case "refused": {
      if (!fault) return { sentence: `${what} was refused.`, next: "Look at CSE's task below." };
      const own = ownNext[fault.code];
      if (own) return { sentence: `${what} was not sent. ${fault.message}`, next: own };
      const { title, cause, next } = describeVcdFault(fault);
      const request = fault.requestId ? ` Request ${fault.requestId}.` : "";
      return { sentence: `${what} was refused. ${title}. ${cause}${request}`, next };
    }
    case "unknown":
      return {
        sentence: `${what} got no answer, so it may have taken effect.`,
        next: "Nothing is to be done: Drawbridge looks what became of it before anything is sent again.",
      };
    case "lost":
      return {
        sentence: `${what} had no effect: the call was lost on its way.`,
        next: "Ask for it again.",
      };
    case "cancelled":
      return fault?.code === actFaultCodes.notSentInTime
        ? {
            sentence: `${what} could not be sent within an hour, so it was taken back.`,
            next: "Sign in with your VMware Cloud Director account and ask for it again.",
          }
        : { sentence: `${what} was taken back before it was sent.`, next: null };
  }
}

const ownNext: Record<string, string> = {
  [actFaultCodes.nameTaken]: "Choose another name.",
  [actFaultCodes.clusterGone]: "Nothing is to be done.",
  [actFaultCodes.clusterBusy]: "Ask for it again once CSE has finished.",
  [actFaultCodes.notInPlan]: "Ask for the plan anew and choose one of its templates.",
};

/** Why it was not sent yet; an act that was never tried has no fault. */
function waitingWords(what: string, fault: ProviderFault | null): { sentence: string; next: string } {
  if (fault?.code === "SessionEnded") {
    return {
      sentence: `${what} waits: the session at VMware Cloud Director has ended.`,
      next: "Whoever asked for it signs in again to continue; after an hour it is taken back.",
    };
  }
  if (fault) {
    const { title, cause } = describeVcdFault(fault);
    return {
      sentence: `${what} waits. ${title}. ${cause}`,
      next: "Nothing is to be done: it is sent again by itself.",
    };
  }
  return {
    sentence: `${what} waits to be sent to CSE.`,
    next: "It is sent within seconds while whoever asked for it is signed in to VMware Cloud Director; else sign in to continue.",
  };
}
