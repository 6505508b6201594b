import type { Transaction } from "@/lib/db/pool";
import { type SettledSubject, type Settlement, settleSubject } from "@/lib/db/request-settlement";
import type { RequestWithNames } from "@/lib/db/requests";
import { ServiceError } from "../errors";
import { digestTerms } from "./digest-terms";

/** Refuses a decision on anything but exactly what was shown. */
export function requireSameTerms({ request }: RequestWithNames, shownDigest: string): void {
  if (shownDigest === request.termsDigest && digestTerms(request.terms) === shownDigest) return;
  throw new ServiceError("stale", "This request is not what it was when you looked; nothing was decided.", {
    next: "Read it again as it is now, then decide.",
  });
}

/** Carries a decision or a withdrawal over to what was asked for, and tells open pages of both. */
export async function settleRequest(
  tx: Transaction,
  { request }: RequestWithNames,
  as: Exclude<Settlement, "expired">,
  now: Date,
): Promise<SettledSubject> {
  const settled = await settleSubject(tx, request, as, now);
  if (settled) return settled;
  throw new ServiceError(
    "precondition",
    `The ${request.kind} this request is about no longer waits for it.`,
    {
      next: `Open the ${request.kind} to see what became of it.`,
    },
  );
}
