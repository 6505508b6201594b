import { describeWait } from "../limits/request-limits";

export type PasswordRefusal = { reason: "wrong" | "switched-off" } | { reason: "too-many"; retryAt: Date };

/** Why a local account and its password did not let somebody in, and what to do. Never which of the two was wrong. */
export function describePasswordRefusal(
  refusal: PasswordRefusal,
  now: Date,
): { message: string; next: string } {
  switch (refusal.reason) {
    case "too-many":
      return {
        message: "There were too many tries with this address or from this network.",
        next: `Wait ${describeWait(refusal.retryAt.getTime() - now.getTime())}, then try again. If you forgot the password, ask your admin for a new link.`,
      };
    case "switched-off":
      return {
        message: "Local accounts are switched off here.",
        next: "Sign in the way your organization does: open the sign-in page anew to see which ways there are.",
      };
    case "wrong":
      return {
        message: "This e-mail address and password do not belong together.",
        next: "Check both. If you forgot the password, ask your admin for a new link.",
      };
  }
}
