import type { ProviderFault } from "./observed";
import type { Attempt } from "./plan-types";

/**
 * How a refused call is dealt with.
 * - `transient`: AWS is busy or did not answer; again after 5 s, doubling to 5 min
 * - `look-again`: the world is not as we thought; the next look decides
 * - `young`: the other end may not be visible yet; again after a minute
 * - `quota`, `rights`, `precondition`: a person must change something; again after 5 min
 * - `bad-input`: will never work as asked
 * - `configuration`: our record of the cluster is wrong
 */
export type FaultKind =
  | "transient"
  | "look-again"
  | "young"
  | "quota"
  | "route-limit"
  | "rights"
  | "precondition"
  | "bad-input"
  | "configuration"
  | "other";

const transientCodes = new Set([
  "RequestLimitExceeded",
  "EC2ThrottledException",
  "SlowDown",
  "TooManyRequestsException",
  "InternalError",
  "InternalFailure",
  "Unavailable",
  "ServiceUnavailable",
  "NoAnswer",
]);

const rightsCodes = new Set([
  "UnauthorizedOperation",
  "AuthFailure",
  "OptInRequired",
  "AccessDenied",
  "InvalidClientTokenId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "Blocked",
]);

const lookAgainCodes = new Set([
  "InvalidStateTransition",
  "InvalidRoute.NotFound",
  "InvalidRouteTableID.NotFound",
  "InvalidRouteTableId.NotFound",
]);

const badInputCodes = new Set([
  "InvalidParameter",
  "InvalidParameterValue",
  "InvalidParameterCombination",
  "MissingParameter",
  "UnknownParameter",
  "ValidationError",
  "InvalidRegion",
  "InvalidPeerVpcId.NotFound",
  "InvalidPeerVpcID.NotFound",
  "InvalidRoute.Malformed",
  "InvalidRouteTableId.Malformed",
]);

/** Class of a refusal by its code (EC2 API reference, Error codes) and, where AWS reuses one code, its message. */
export function faultKind(fault: ProviderFault): FaultKind {
  const { code, message } = fault;
  if (transientCodes.has(code) || code.startsWith("Throttling")) return "transient";
  if (rightsCodes.has(code)) return "rights";
  if (code === "RouteLimitExceeded" || code === "ResourceCountLimitExceeded") return "route-limit";
  if (/LimitExceeded$/.test(code)) return "quota";
  if (lookAgainCodes.has(code) || /^InvalidVpcPeeringConnectionI[dD]\.NotFound$/.test(code))
    return "look-again";
  if (code === "VpcPeeringConnectionAlreadyExists" || code === "RouteAlreadyExists") return "young";
  if (/belong to different networks/i.test(message)) return "young";
  if (/is not active/i.test(message)) return "young";
  if (code.startsWith("InvalidVpcPeeringConnectionState.")) return "precondition";
  if (/^InvalidVpcI[dD]\./.test(code)) return "configuration";
  if (badInputCodes.has(code) || /\.Malformed$/.test(code)) return "bad-input";
  return "other";
}

const fiveMinutes = 5 * 60_000;

/** When a refused step may be tried again, by the refusal and how many there were in a row. */
export function retryAt(attempt: Attempt): Date {
  const from = (attempt.finishedAt ?? attempt.startedAt).getTime();
  const kind = attempt.fault ? faultKind(attempt.fault) : "other";
  const failures = Math.max(1, attempt.failures ?? 1);
  switch (kind) {
    case "transient":
      return new Date(from + Math.min(fiveMinutes, 5_000 * 2 ** Math.min(failures - 1, 16)));
    case "look-again":
      return new Date(from + Math.min(fiveMinutes, 5_000 * 2 ** Math.min(failures - 1, 16)));
    case "young":
      return new Date(from + 60_000);
    default:
      return new Date(from + fiveMinutes);
  }
}
