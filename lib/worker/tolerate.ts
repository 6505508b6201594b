import type { ProviderFault } from "@/lib/domain/connections/observed";
import type { Step } from "@/lib/domain/connections/plan-types";
import { isPeeringNotFound } from "@/lib/providers/aws/faults";

/**
 * Whether a refusal says that what a step wants is already so (EC2 API, Error codes): a route or peering that is gone,
 * or a peering that is past deleting, which AWS words as a transition "to deleting" that it cannot make.
 */
export function isAlreadySo(step: Step, fault: ProviderFault): boolean {
  if (step.kind === "delete-route") return fault.code === "InvalidRoute.NotFound";
  if (step.kind !== "delete-peering") return false;
  return (
    isPeeringNotFound(fault) ||
    (fault.code === "InvalidStateTransition" && /to deleting/i.test(fault.message))
  );
}
