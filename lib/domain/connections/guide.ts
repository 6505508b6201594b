import type { Lights } from "./plan-types";
import { type ConnectionState, isEnded } from "./states";
import { type TenantFacts, tenantSteps } from "./tenant-steps";
import type { GuideStep } from "./views";

/**
 * The tenant's steps that are left in this state: the whole way while the invitation waits, their half of the network
 * once it is accepted. Whether a step is done can be seen from here only for acceptance and DNS.
 */
export function guideFor(
  facts: TenantFacts & { state: ConnectionState; lights: Lights | null },
): GuideStep[] {
  const accepted = facts.state === "connecting" || facts.state === "active";
  if (isEnded(facts.state) || !(accepted || facts.state === "awaiting-acceptance")) return [];
  return tenantSteps(facts)
    .filter((step) => !accepted || step.phase === "after-acceptance")
    .map((step) => ({
      ...step,
      done: step.key === "dns" && facts.lights?.dnsTheirs.value === "good" ? "yes" : "unknown",
    }));
}
