import { signInLimits } from "./sign-in";

/** Why somebody was not signed in with VCD; `code` is VCD's, or one of ours. */
export type SignInRefusal =
  | { reason: "too-many"; retryAt: Date }
  | { reason: "unknown-site" }
  | { reason: "refused"; code: string; message: string; left: number }
  | { reason: "unbound"; organization: string; site: string };

export type SignInWords = { message: string; next: string };

const pauseMinutes = signInLimits.windowMs / 60_000;

/** What the person reads: what happened, and what to do next. Never what they typed. */
export function describeSignInRefusal(refusal: SignInRefusal, now: Date): SignInWords {
  switch (refusal.reason) {
    case "too-many":
      return {
        message: "Too many wrong passwords were tried for this account, or from this network.",
        next: `Try again in ${minutesUntil(refusal.retryAt, now)}. Drawbridge pauses earlier than VMware Cloud Director, which would lock the account.`,
      };
    case "unknown-site":
      return { message: "This site cannot be signed in to any more.", next: "Choose another from the list." };
    case "unbound":
      return {
        message: `VMware Cloud Director knows you, and ${refusal.organization} at ${refusal.site} is not set up in Drawbridge.`,
        next: "Ask your provider to bind this organization to yours, then sign in again.",
      };
    case "refused":
      return describeRefused(refusal);
  }
}

function describeRefused({
  code,
  message,
  left,
}: {
  code: string;
  message: string;
  left: number;
}): SignInWords {
  switch (code) {
    case "InvalidCredentials":
      return {
        message: "VMware Cloud Director refused this user and password.",
        next: `Check the organization too: it is the short name in the portal's address, /tenant/NAME. ${triesLeft(left)}`,
      };
    case "InvalidApiToken":
      return {
        message: "VMware Cloud Director refused this API token.",
        next: "It was revoked, or belongs to another organization. Make a new one in your user preferences there, under API tokens.",
      };
    case "SystemOrganization":
      return {
        message: "System is the provider's own organization.",
        next: "Sign in with an account of your own organization. People of the provider sign in with their Drawbridge account.",
      };
    case "UntrustedCertificate":
      return {
        message: "The site's certificate is not trusted, so nothing was sent to it.",
        next: "Ask your provider to look at the site's certificate authority. Your password has not left Drawbridge.",
      };
    case "UnsupportedVersion":
      return { message, next: "Ask your provider: the site needs VMware Cloud Director 10.2 or newer." };
    case "NoAnswer":
      return {
        message: "The site gave no answer.",
        next: "Try again in a minute. If it stays, ask your provider whether VMware Cloud Director is running.",
      };
    default:
      return {
        message: `VMware Cloud Director did not let you in: ${message}`,
        next: "Try again. If it stays, ask your provider.",
      };
  }
}

function triesLeft(left: number): string {
  if (left <= 0) return `That was the last try for now: the next one is in ${pauseMinutes} minutes.`;
  const tries = left === 1 ? "1 more try" : `${left} more tries`;
  return `${tries} before a pause of ${pauseMinutes} minutes.`;
}

function minutesUntil(at: Date, now: Date): string {
  const minutes = Math.max(1, Math.ceil((at.getTime() - now.getTime()) / 60_000));
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}
