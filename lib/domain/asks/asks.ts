import type { ProviderFault } from "../connections/observed";
import type { ApiServerEndpoint } from "../kubeconfig/clients";
import type { ClusterShare, TemplateSeen, VcdReference } from "../vcd/observed";

export type AskKind = "kubeconfig" | "upgrade-plan" | "shares";

/** An ask that nobody answered ends after this long, with the reason. */
export const askEndsMs = 3 * 60_000;
/** An answer that nobody read is forgotten after this long. */
export const answerKeptMs = 60_000;
/** A worker that claimed an ask has this long; CSE may take a minute. Another one may claim it afterwards. */
export const askClaimMs = 75_000;
/** Asks of one person that may wait at a time. */
export const asksAtOnce = 5;

/** What is sealed to the key of whoever asked. */
export type AskAnswer =
  | {
      kind: "kubeconfig";
      /** YAML: a secret. */
      text: string;
      /** Where it leads; null: inside only. */
      endpoint: ApiServerEndpoint | null;
    }
  | { kind: "upgrade-plan"; templates: TemplateSeen[] }
  | {
      kind: "shares";
      shares: ClusterShare[];
      /** People of the organization; null where VCD does not let the person see users. */
      users: (VcdReference & { fullName: string })[] | null;
    };

/** Faults of ours, where VCD and CSE were not even asked. */
export const askFaultCodes = {
  signInNeeded: "SignInNeeded",
  clusterGone: "ClusterGone",
  nothingRegistered: "NothingRegistered",
  timedOut: "AskTimedOut",
  cannotOpen: "CannotOpen",
  notAKubeconfig: "NotAKubeconfig",
  unexpected: "Unexpected",
} as const;

/** A fault of ours; `action` is what was to be done. */
export function askFault(
  code: (typeof askFaultCodes)[keyof typeof askFaultCodes],
  action: string,
  message: string,
): ProviderFault {
  return { code, message, requestId: null, action };
}
