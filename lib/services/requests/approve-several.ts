import { nameOfTerms } from "@/lib/domain/requests/requests";
import { type RiskLevel, riskLevels } from "@/lib/domain/requests/risk";
import { log } from "@/lib/log";
import type { VerbContext } from "../context";
import { ServiceError } from "../errors";
import { approveRequest } from "./approve-request";
import { getRequest } from "./get-request";

/** At most so many are approved by one click: as many as a page of the queue holds. */
export const mostAtOnce = 25;

export type SeveralResult = {
  title: string;
  outcome: "approved" | "needs-another" | "refused";
  /** What came of it, in words. */
  words: string;
};

/**
 * Approves several requests, each by the verb that approves one and in a transaction of its own: one that is refused
 * stops none of the others, and what came of each is told. `requests` are ids with the digests that were shown, parted
 * by a dot; all must be of the risk that was shown.
 */
export async function approveSeveral(
  context: VerbContext,
  sent: { requests: string[]; risk: string; note: string },
): Promise<SeveralResult[]> {
  const risk = riskLevels.find((level) => level === sent.risk);
  const asked = [...new Set(sent.requests)].map((text) => text.split(".", 2) as [string, string?]);
  if (!risk || asked.length === 0 || asked.length > mostAtOnce) {
    throw new ServiceError("invalid-input", `Choose 1 to ${mostAtOnce} requests of one kind and one risk.`, {
      next: "Go back to the queue and choose them anew.",
    });
  }
  const results: SeveralResult[] = [];
  for (const [requestId, termsDigest = ""] of asked) {
    results.push(await approveOne(context, { requestId, termsDigest, risk, note: sent.note }));
  }
  return results;
}

async function approveOne(
  context: VerbContext,
  input: { requestId: string; termsDigest: string; risk: RiskLevel; note: string },
): Promise<SeveralResult> {
  const title = await titleOf(context, input.requestId);
  try {
    const { state } = await approveRequest(context, input);
    return state === "approved"
      ? { title, outcome: "approved", words: "approved." }
      : { title, outcome: "needs-another", words: "your approval is kept; another person's is needed." };
  } catch (error) {
    if (error instanceof ServiceError) {
      return {
        title,
        outcome: "refused",
        words: [error.message, error.details.next].filter(Boolean).join(" "),
      };
    }
    log.error({ err: error, requestId: context.requestId }, "one of several approvals failed");
    return {
      title,
      outcome: "refused",
      words: `something went wrong on our side; it was not approved. Reference ${context.requestId}.`,
    };
  }
}

async function titleOf(context: VerbContext, requestId: string): Promise<string> {
  try {
    return nameOfTerms((await getRequest(context, { requestId })).terms);
  } catch (error) {
    if (error instanceof ServiceError && error.code !== "unauthenticated")
      return "A request that is not there";
    throw error;
  }
}
