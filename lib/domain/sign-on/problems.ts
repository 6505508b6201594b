/** Why a sign-in with the OpenID provider ended at the sign-in page. */
export const oidcProblems = [
  "off",
  "too-many",
  "unreachable",
  "certificate",
  "provider-failed",
  "issuer",
  "endpoints",
  "client",
  "scope",
  "denied",
  "provider-error",
  "attempt-lost",
  "state",
  "nonce",
  "audience",
  "signature",
  "time",
  "subject",
  "disabled",
  "no-groups",
  "groups-elsewhere",
  "groups-unreadable",
  "unmapped",
  "unexpected",
] as const;
export type OidcProblem = (typeof oidcProblems)[number];

export function isOidcProblem(text: string | undefined): text is OidcProblem {
  return (oidcProblems as readonly (string | undefined)[]).includes(text);
}

type Words = { message: string; why: string; next: string };

const again = "Start again from this page.";
const orTell = "tell your provider's admin, with the reference below.";
const tellAdmin = `T${orTell.slice(1)}`;

/**
 * What happened, why, and what to do next, for the person in front of the sign-in page. `provider` is what the button
 * calls the OpenID provider. Says nothing of the inside: that stands in the log, under the reference.
 */
export function describeOidcProblem(problem: OidcProblem, provider: string): Words {
  const words: Record<OidcProblem, Words> = {
    off: {
      message: `Signing in with ${provider} is not set up here.`,
      why: "Drawbridge was started without an OpenID provider.",
      next: "Sign in another way, or ask your provider's admin.",
    },
    "too-many": {
      message: "There were too many sign-ins from this network.",
      why: "Drawbridge stops them for a while, so that nobody can tire it out.",
      next: "Wait five minutes, then try again.",
    },
    unreachable: {
      message: `${provider} does not answer.`,
      why: "Drawbridge could not reach it, or it took longer than ten seconds. Your account is not the cause.",
      next: `Try again in a minute. If it stays, ${orTell}`,
    },
    certificate: {
      message: `The certificate of ${provider} is not trusted.`,
      why: "It ran out, is made out to another name, or comes from an authority that Drawbridge does not know.",
      next: tellAdmin,
    },
    "provider-failed": {
      message: `${provider} answered with an error of its own.`,
      why: "Drawbridge asked as it should and got an answer that it cannot use. Your account is not the cause.",
      next: `Try again in a minute. If it stays, ${orTell}`,
    },
    issuer: {
      message: `${provider} is not who Drawbridge was told it is.`,
      why: "Its name in its own documents or tokens differs from the one that is configured here, if only by a slash.",
      next: tellAdmin,
    },
    endpoints: {
      message: `${provider} describes itself in a way that Drawbridge does not accept.`,
      why: "An address that it needs is missing, or is not https.",
      next: tellAdmin,
    },
    client: {
      message: `${provider} does not accept Drawbridge itself.`,
      why: "The client ID, its secret or the redirect address does not match what is registered there. Secrets run out.",
      next: tellAdmin,
    },
    scope: {
      message: `${provider} does not know what Drawbridge asks for.`,
      why: "One of the configured scopes does not exist there, or Drawbridge may not ask for it.",
      next: tellAdmin,
    },
    denied: {
      message: `${provider} did not let you in to Drawbridge.`,
      why: "You, or a rule there, refused it. Often an account has to be assigned to Drawbridge first.",
      next: "Try again and agree, or ask whoever manages your account there to let you use Drawbridge.",
    },
    "provider-error": {
      message: `${provider} broke the sign-in off.`,
      why: "It sent you back with an error instead of an answer.",
      next: `${again} If it stays, ${orTell}`,
    },
    "attempt-lost": {
      message: "This sign-in was not started in this browser, or took too long.",
      why: "A sign-in must be finished where it was started, once, within fifteen minutes, with cookies allowed.",
      next: again,
    },
    state: {
      message: "This answer belongs to another sign-in.",
      why: "You may have started two at once. If you followed a link to get here, somebody else may have made it.",
      next: `${again} Do not follow that link again.`,
    },
    nonce: {
      message: "This answer was made for another sign-in.",
      why: `What ${provider} signed does not carry the mark of this attempt, so it could be a copy of an older one.`,
      next: `${again} If it happens twice, ${orTell}`,
    },
    audience: {
      message: "This answer was made for another application.",
      why: `What ${provider} signed is not made out to Drawbridge's client ID.`,
      next: tellAdmin,
    },
    signature: {
      message: `The signature of ${provider} does not hold.`,
      why: "The token was changed on its way, is not signed with RS256, or by a key that the provider does not publish.",
      next: `Try again in a minute. If it stays, ${orTell}`,
    },
    time: {
      message: `The clocks of ${provider} and of Drawbridge differ, or the answer came too late.`,
      why: "A token holds for a short time. Drawbridge allows ten seconds of difference between the clocks.",
      next: `${again} If it stays, ${orTell}`,
    },
    subject: {
      message: `${provider} did not say who you are.`,
      why: "Its answer has no usable subject, the one thing that identifies an account.",
      next: tellAdmin,
    },
    disabled: {
      message: "Your account here is disabled.",
      why: `${provider} let you in, yet an admin of Drawbridge has disabled you.`,
      next: "Ask your provider's admin why, with the reference below.",
    },
    "no-groups": {
      message: "Your account is fine, but it came without groups.",
      why: `Groups decide what you may see here, and ${provider} sent none with your account.`,
      next: `Ask whoever manages your account there for a group that is meant for Drawbridge. If others are refused too, ${orTell}`,
    },
    "groups-elsewhere": {
      message: "Your account is fine, but it is in too many groups.",
      why: `${provider} left the list out because it is too long for a token.`,
      next: "Ask your provider's admin to have it send only the groups that are meant for Drawbridge.",
    },
    "groups-unreadable": {
      message: "Your account is fine, but its groups cannot be read.",
      why: `${provider} sent them in a form that Drawbridge does not take: a list of at most 1,000 names of at most 256 characters.`,
      next: tellAdmin,
    },
    unmapped: {
      message: "Your account is fine, but none of its groups is mapped here.",
      why: "Groups decide what you may see here. Nobody has said yet what those of yours may.",
      next: "Ask your provider's admin to map one of your groups, with the reference below; or ask whoever manages your account for a group that is mapped already. Then sign in again.",
    },
    unexpected: {
      message: "Something went wrong on our side; you are not signed in.",
      why: `${provider} may well have let you in. What failed came after that.`,
      next: `Try again. If it stays, ${orTell}`,
    },
  };
  return words[problem];
}
