import type { ProviderFault } from "../connections/observed";

/**
 * How a refusal of VCD or CSE is dealt with. VCD's codes are an open set.
 * - `busy`: the edge, or CSE, works on something else; again after seconds
 * - `transient`: no answer, or a fault of the server; again after seconds
 * - `signed-out`: the token or credential is not accepted any more
 * - `rights`: a right is missing, or the object does not exist: VCD does not tell one from the other
 * - `changed`: somebody changed it since it was read; the next look decides
 * - `cse`: CSE's own words, which name no code
 * - `bad-input`: will never work as asked
 */
export type VcdFaultKind =
  | "busy"
  | "transient"
  | "signed-out"
  | "rights"
  | "changed"
  | "cse"
  | "bad-input"
  | "other";

export function vcdFaultKind(fault: ProviderFault): VcdFaultKind {
  switch (fault.code) {
    case "BUSY_ENTITY":
    case "CseBusy":
      return "busy";
    case "NoAnswer":
    case "NotSent":
    case "HttpError":
    case "INTERNAL_SERVER_ERROR":
      return "transient";
    case "SessionEnded":
    case "InvalidCredentials":
    case "InvalidApiToken":
    case "UntrustedCertificate":
      return "signed-out";
    case "ACCESS_TO_RESOURCE_IS_FORBIDDEN":
    case "Forbidden":
    case "OPERATION_DENIED":
      return "rights";
    case "Conflict":
    case "CONFLICT":
    case "PRECONDITION_FAILED":
    case "NotFound":
    case "NOT_FOUND":
      return "changed";
    case "CseError":
    case "CseDisabled":
      return "cse";
    case "BAD_REQUEST":
      return "bad-input";
    default:
      return "other";
  }
}

/** When a refused call may be sent again, by its kind and how many refusals there were in a row. */
export function vcdRetryAt(fault: ProviderFault | null, refusedAt: Date, failures: number): Date {
  const kind = fault ? vcdFaultKind(fault) : "other";
  const from = refusedAt.getTime();
  const doubled = (first: number, most: number): Date =>
    new Date(from + Math.min(most, first * 2 ** Math.min(Math.max(0, failures - 1), 16)));
  switch (kind) {
    case "busy":
      return doubled(5_000, 60_000);
    case "transient":
    case "changed":
      return doubled(5_000, 300_000);
    default:
      return new Date(from + 300_000);
  }
}

export type VcdFaultWords = {
  kind: VcdFaultKind;
  title: string;
  cause: string;
  next: string;
  who: "tenant" | "provider-admin" | "nobody";
};

/** A refusal in plain words. VCD's own message and request id stand beside it, for support. */
export function describeVcdFault(fault: ProviderFault): VcdFaultWords {
  const kind = vcdFaultKind(fault);
  switch (kind) {
    case "busy":
      return {
        kind,
        title: fault.code === "CseBusy" ? "CSE is busy" : "The edge gateway is busy",
        cause: busyCause(fault),
        next: "Nothing is to be done: it is tried again within a minute.",
        who: "nobody",
      };
    case "transient":
      return {
        kind,
        title: "VMware Cloud Director did not carry out a call",
        cause: fault.code === "NoAnswer" ? "It gave no answer." : "It met an error of its own.",
        next: "Nothing is to be done: Drawbridge looks what became of it, and tries again.",
        who: "nobody",
      };
    case "signed-out":
      return {
        kind,
        title:
          fault.code === "UntrustedCertificate"
            ? "The site's certificate is not trusted"
            : "The sign-in is not valid any more",
        cause:
          fault.code === "UntrustedCertificate"
            ? "The authority that signed it is not among those that Drawbridge was given for this site."
            : "The session has ended, or the password or token was changed.",
        next:
          fault.code === "UntrustedCertificate"
            ? "An admin of the provider adds the authority to the site."
            : "Sign in again, or have an admin of the provider renew the site's credential.",
        who: fault.code === "UntrustedCertificate" ? "provider-admin" : "tenant",
      };
    case "rights":
      return rightsWords(fault);
    case "changed":
      return {
        kind,
        title: "It was changed meanwhile",
        cause: "Somebody changed it after Drawbridge had read it, so nothing was written over their change.",
        next: "Nothing is to be done: it is read anew, and then decided again.",
        who: "nobody",
      };
    case "cse":
      return {
        kind,
        title: fault.code === "CseDisabled" ? "CSE is switched off" : "CSE refused",
        cause: fault.message === "" ? "CSE did not say why." : `CSE says: ${fault.message}`,
        next:
          fault.code === "CseDisabled"
            ? "An admin of the provider enables the CSE service."
            : "Read what CSE says. Where it names no way out, ask the provider.",
        who: fault.code === "CseDisabled" ? "provider-admin" : "tenant",
      };
    default:
      return {
        kind,
        title: "VMware Cloud Director refused",
        cause: fault.message === "" ? "It did not say why." : `It says: ${fault.message}`,
        next: "An admin of the provider compares this with VMware Cloud Director's log.",
        who: "provider-admin",
      };
  }
}

function busyCause(fault: ProviderFault): string {
  if (fault.code === "CseBusy") return "All of its workers are at other clusters.";
  const operation = /busy completing an operation (\w+)/.exec(fault.message)?.[1];
  return `It takes one change at a time${operation ? ` and is at ${operation}` : ", and another is under way"}.`;
}

function rightsWords(fault: ProviderFault): VcdFaultWords {
  const named = /following rights \[([^\]]*)\]/.exec(fault.message)?.[1];
  return {
    kind: "rights",
    title: "A right is missing",
    cause: named
      ? `VMware Cloud Director wants the right ${named}.`
      : "A right is missing, or the object does not exist any more: VMware Cloud Director does not tell one from the other.",
    next: "An admin of the organization in VMware Cloud Director adds the right to the role.",
    who: "tenant",
  };
}
