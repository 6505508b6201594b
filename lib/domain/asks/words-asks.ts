import type { ProviderFault } from "../connections/observed";
import { describeVcdFault } from "../vcd/faults";
import { askFaultCodes } from "./asks";

const nextSteps: Record<string, string> = {
  [askFaultCodes.signInNeeded]: "Sign in with your VMware Cloud Director account again, then try again.",
  [askFaultCodes.clusterGone]: "Go back to the list of clusters.",
  [askFaultCodes.nothingRegistered]: "Ask an admin of the provider to register one.",
  [askFaultCodes.timedOut]: "Try again. If it stays so, an admin of the provider looks after the worker.",
  [askFaultCodes.cannotOpen]:
    "An admin of the provider registers it again: the key it was sealed to is gone.",
  [askFaultCodes.notAKubeconfig]: "Try again. If it stays so, give this to the provider.",
  [askFaultCodes.unexpected]:
    "Try again. If it stays so, an admin of the provider looks into the worker's log.",
};

/** Why an ask came to nothing, and what to do; with VCD's request id, which its log has. */
export function describeAskFault(fault: ProviderFault): { message: string; next: string } {
  const own = nextSteps[fault.code];
  if (own) return { message: fault.message, next: own };
  if (fault.code === "SessionEnded") {
    return {
      message: "Your session at VMware Cloud Director has ended.",
      next: "Sign in with your VMware Cloud Director account again, then try again.",
    };
  }
  const { title, cause, next } = describeVcdFault(fault);
  const id = fault.requestId ? ` Request ${fault.requestId}.` : "";
  const again = next.startsWith("Nothing is to be done") ? "Try again in a minute." : next;
  return { message: `${title}. ${cause}${id}`, next: again };
}
