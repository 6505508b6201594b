import { AwsError } from "./aws-error";
import type { Credential } from "./records";
import { parseAmzDate, type Scope, type SignedRequest, signatureMatches } from "./signature";
import type { Sandbox } from "./state";

const SKEW_MS = 5 * 60_000;

const REFUSED = "AWS was not able to validate the provided access credentials";

/** EC2 and STS name the same refusals differently. */
const REFUSALS = {
  unknown: {
    ec2: () => new AwsError("AuthFailure", REFUSED),
    sts: () =>
      new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403),
  },
  signature: {
    ec2: () => new AwsError("AuthFailure", REFUSED),
    sts: () =>
      new AwsError(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
        403,
      ),
  },
  expired: {
    ec2: () => new AwsError("RequestExpired", "Request has expired."),
    sts: () => new AwsError("ExpiredToken", "The security token included in the request is expired", 403),
  },
  skewed: {
    ec2: () => new AwsError("RequestExpired", "Request has expired."),
    sts: () =>
      new AwsError("SignatureDoesNotMatch", "Signature expired: the request's time is too far off.", 403),
  },
};

type Refusal = keyof typeof REFUSALS;

export const serviceOf = (scope: Scope | null): "ec2" | "sts" => (scope?.service === "sts" ? "sts" : "ec2");

/** Signatures and sessions live by the machine's time: moving the world's clock must not lock everybody out. */
export function identify(
  sandbox: Sandbox,
  request: SignedRequest,
  scope: Scope | null,
  wallNow: number,
): Credential {
  const refuse = (refusal: Refusal) => REFUSALS[refusal][serviceOf(scope)]();
  if (!scope)
    throw new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
  const credential = sandbox.store.credentials.get(scope.accessKeyId);
  if (!credential) throw refuse("unknown");
  if (credential.session) {
    if (request.headers["x-amz-security-token"] !== credential.session.token) throw refuse("unknown");
    if (credential.session.expiresAt <= wallNow) throw refuse("expired");
  }
  if (!sandbox.settings.verifySignatures) return credential;
  if (!signatureMatches(request, scope, credential.secretAccessKey)) throw refuse("signature");
  return credential;
}

/** A request signed too far from the server's time is refused. */
export function checkClock(request: SignedRequest, scope: Scope | null, serverNow: number): void {
  const sent = parseAmzDate(String(request.headers["x-amz-date"] ?? ""));
  if (!(Math.abs(sent - serverNow) <= SKEW_MS)) throw REFUSALS.skewed[serviceOf(scope)]();
}
