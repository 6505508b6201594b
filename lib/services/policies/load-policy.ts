import { findPolicy, type PolicyRow } from "@/lib/db/policies";
import type { Transaction } from "@/lib/db/pool";
import { notFound, ServiceError } from "../errors";

/** A rule as it was shown, locked until commit. One that somebody changed or deleted meanwhile is refused. */
export async function loadPolicyToChange(
  tx: Transaction,
  shown: { policyId: string; version: number },
): Promise<PolicyRow> {
  const found = await findPolicy(tx, shown.policyId, true);
  if (!found) throw notFound("policy");
  if (found.deletedAt) {
    throw new ServiceError("stale", `${found.name} was deleted meanwhile; nothing was changed.`, {
      next: "Make a new rule if it is still wanted.",
    });
  }
  if (found.version !== shown.version) {
    throw new ServiceError(
      "stale",
      `${found.name} is at version ${found.version} by now, you looked at version ${shown.version}; nothing was changed.`,
      { next: "Open the rule again, read what was changed, then decide." },
    );
  }
  return found;
}
