/** What is said of a refusal, whatever class it is of. */
export type RefusalWords = {
  title: string;
  cause: string;
  next: string;
  /** Who must act for it to go on; `nobody` where the next try may simply succeed. */
  who: "tenant" | "provider-admin" | "nobody";
  retry: "soon" | "later" | "never";
};

const exact: Record<string, RefusalWords> = {
  UnauthorizedOperation: {
    title: "AWS says this is not allowed",
    cause:
      "The policy of the credential that Drawbridge uses in this account lacks the right, or limits it by tag.",
    next: "Compare the policy with the documented one, add what is missing, then use Check on the account.",
    who: "provider-admin",
    retry: "later",
  },
  AccessDenied: {
    title: "AWS refused the role",
    cause: "The role of this account does not trust Drawbridge's credential, or the external ID differs.",
    next: "Compare the role's trust policy with the one shown on the account's page, then use Check.",
    who: "provider-admin",
    retry: "later",
  },
  AuthFailure: {
    title: "AWS does not accept the credential",
    cause: "The access key is unknown, switched off, or belongs to another account than registered.",
    next: "Renew the credential of this account, then use Check.",
    who: "provider-admin",
    retry: "later",
  },
  InvalidClientTokenId: {
    title: "AWS does not know the access key",
    cause: "The key was deleted or belongs to another part of AWS.",
    next: "Renew the credential of this account, then use Check.",
    who: "provider-admin",
    retry: "later",
  },
  SignatureDoesNotMatch: {
    title: "AWS does not accept the signature",
    cause: "The secret does not belong to the access key, or something between here and AWS alters requests.",
    next: "Renew the credential of this account, then use Check.",
    who: "provider-admin",
    retry: "later",
  },
  ExpiredToken: {
    title: "The credential has expired",
    cause: "A temporary credential ran out before it was renewed.",
    next: "Drawbridge renews it by itself. If this stays, check the role of this account.",
    who: "provider-admin",
    retry: "later",
  },
  RequestExpired: {
    title: "AWS says the request is too old",
    cause: "The clock of the host that Drawbridge runs on is wrong by more than five minutes.",
    next: "Set the host's clock, then use Check.",
    who: "provider-admin",
    retry: "later",
  },
  OptInRequired: {
    title: "The Region is not enabled",
    cause: "This account has not opted in to the Region, or has not finished signing up.",
    next: "Enable the Region in the account's settings at AWS, then use Check.",
    who: "provider-admin",
    retry: "later",
  },
  DryRunOperation: {
    title: "AWS would allow this",
    cause: "It was a trial: nothing was changed.",
    next: "Nothing is to be done.",
    who: "nobody",
    retry: "never",
  },
  "InvalidVpcID.NotFound": {
    title: "AWS does not find the cluster's VPC",
    cause: "The VPC recorded for the cluster does not exist in this account and Region, or was deleted.",
    next: "Correct the cluster's VPC, account or Region.",
    who: "provider-admin",
    retry: "later",
  },
  "InvalidVpcID.Malformed": {
    title: "The cluster's VPC ID is not valid",
    cause: "The ID recorded for the cluster is not spelt as AWS spells VPC IDs.",
    next: "Correct the cluster's VPC.",
    who: "provider-admin",
    retry: "later",
  },
  InvalidStateTransition: {
    title: "The peering has moved on",
    cause: "Between the last look and this call its state changed, so the call no longer applies.",
    next: "Nothing is to be done: Drawbridge looks again and goes by what it finds.",
    who: "nobody",
    retry: "soon",
  },
  VpcPeeringConnectionAlreadyExists: {
    title: "These two VPCs are already peered",
    cause: "AWS allows one live peering between two VPCs, whichever side asked for it.",
    next: "Find the other peering on this page; delete it in AWS or have it taken over.",
    who: "provider-admin",
    retry: "later",
  },
  ActiveVpcPeeringConnectionPerVpcLimitExceeded: {
    title: "A VPC has all the peerings that AWS allows",
    cause: "One of the two VPCs has reached its quota of active peerings, 50 unless it was raised.",
    next: "Remove peerings that are no longer needed, or raise quota L-7E9ECCDB for that account.",
    who: "provider-admin",
    retry: "later",
  },
  VpcPeeringConnectionsPerVpcLimitExceeded: {
    title: "The VPC has all the peerings that AWS allows",
    cause: "The cluster's VPC has reached its quota of peerings, 50 unless it was raised.",
    next: "Remove connections that are no longer needed, or raise quota L-7E9ECCDB for this account.",
    who: "provider-admin",
    retry: "later",
  },
  OutstandingVpcPeeringConnectionLimitExceeded: {
    title: "Too many invitations are unanswered",
    cause:
      "This account has all the unanswered peering requests in this Region that AWS allows, 25 unless it was raised.",
    next: "It goes on by itself when one is answered. An admin can withdraw old ones, or raise quota L-DC9F7029.",
    who: "provider-admin",
    retry: "later",
  },
  PendingVpcPeeringConnectionLimitExceeded: {
    title: "Too many invitations are unanswered",
    cause:
      "This account has all the unanswered peering requests in this Region that AWS allows, 25 unless it was raised.",
    next: "It goes on by itself when one is answered. An admin can withdraw old ones, or raise quota L-DC9F7029.",
    who: "provider-admin",
    retry: "later",
  },
  "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled": {
    title: "DNS names are switched off in a VPC",
    cause: "DNS resolution over a peering needs DNS support and DNS hostnames in both VPCs.",
    next: "Switch both on in the VPC's settings. The connection itself works meanwhile.",
    who: "provider-admin",
    retry: "later",
  },
  RequestLimitExceeded: {
    title: "AWS asks to slow down",
    cause:
      "Too many calls were made in this account and Region; others in the account share the same allowance.",
    next: "Nothing is to be done: it is tried again, more slowly.",
    who: "nobody",
    retry: "soon",
  },
  InternalError: {
    title: "AWS had an error of its own",
    cause: "The call failed inside AWS.",
    next: "Nothing is to be done: it is tried again. If it lasts, look at the AWS Health Dashboard.",
    who: "nobody",
    retry: "soon",
  },
  Unavailable: {
    title: "AWS is not available",
    cause: "The service did not take the call.",
    next: "Nothing is to be done: it is tried again. If it lasts, look at the AWS Health Dashboard.",
    who: "nobody",
    retry: "soon",
  },
  NoAnswer: {
    title: "AWS did not answer",
    cause: "The connection broke or timed out, so it is not known whether the call took effect.",
    next: "Nothing is to be done: Drawbridge looks for the effect before it sends anything again.",
    who: "nobody",
    retry: "soon",
  },
  RouteAlreadyExists: {
    title: "The route table already has this destination",
    cause: "A route to the same addresses is in place. If it leads elsewhere, it is left alone.",
    next: "See the routes light: it names the route that is in the way.",
    who: "provider-admin",
    retry: "soon",
  },
  RouteLimitExceeded: {
    title: "The route table is full",
    cause: "It has all the routes that AWS allows in one table.",
    next: "Remove routes that are no longer needed, or raise quota L-93826ACB for this account.",
    who: "provider-admin",
    retry: "later",
  },
  "InvalidRouteTableID.NotFound": {
    title: "The route table is gone",
    cause: "It was deleted between the last look and this call.",
    next: "Nothing is to be done: the tables are read again.",
    who: "nobody",
    retry: "soon",
  },
  "InvalidRoute.NotFound": {
    title: "The route is already gone",
    cause: "Somebody deleted it first.",
    next: "Nothing is to be done.",
    who: "nobody",
    retry: "soon",
  },
  "InvalidRoute.Malformed": {
    title: "AWS cannot read the route",
    cause:
      "The destination is not written as AWS expects, or it is not allowed, such as part of 169.254.168.0/22.",
    next: "Report this to the makers of Drawbridge with the request ID.",
    who: "provider-admin",
    retry: "later",
  },
  "InvalidRoute.InvalidState": {
    title: "The route cannot be changed now",
    cause: "AWS does not let a route in its present state be changed.",
    next: "Look at the route in the AWS console; it may belong to another service.",
    who: "provider-admin",
    retry: "later",
  },
  TagLimitExceeded: {
    title: "The peering has all the tags that AWS allows",
    cause: "A resource can carry 50 tags.",
    next: "Remove tags from it in the AWS console.",
    who: "provider-admin",
    retry: "later",
  },
  InvalidRegion: {
    title: "AWS does not know the Region",
    cause: "The Region does not exist, or cannot be peered with the cluster's.",
    next: "Request again with the Region your VPC is in.",
    who: "tenant",
    retry: "never",
  },
  "InvalidPeerVpcId.NotFound": {
    title: "AWS does not find your VPC",
    cause: "Most often the account ID, the VPC ID or the Region does not match.",
    next: "Compare these three values in your AWS console, then request again.",
    who: "tenant",
    retry: "never",
  },
};

const sameAs: Record<string, string> = {
  InternalFailure: "InternalError",
  ServiceUnavailable: "Unavailable",
  ExpiredTokenException: "ExpiredToken",
  Throttling: "RequestLimitExceeded",
  ThrottlingException: "RequestLimitExceeded",
  EC2ThrottledException: "RequestLimitExceeded",
  SlowDown: "RequestLimitExceeded",
  TooManyRequestsException: "RequestLimitExceeded",
  "InvalidRouteTableId.NotFound": "InvalidRouteTableID.NotFound",
  "InvalidRouteTableId.Malformed": "InvalidRoute.Malformed",
  "InvalidPeerVpcID.NotFound": "InvalidPeerVpcId.NotFound",
  ResourceCountLimitExceeded: "RouteLimitExceeded",
};

/** Words for a code of the EC2 API or STS that means one thing only; null for the others. */
export function wordsOfCode(code: string): RefusalWords | null {
  return exact[code] ?? exact[sameAs[code] ?? ""] ?? null;
}
