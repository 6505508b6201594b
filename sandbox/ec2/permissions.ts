import { AwsError } from "../aws-error";
import type { Credential, Statement, Tags } from "../records";
import { wildcard } from "./filters";

/** What a call touches, as a policy sees it. */
export interface Resource {
  arn: string;
  tags?: Tags | undefined;
  requestTags?: Tags | undefined;
  /** ARNs, as in the condition keys ec2:RequesterVpc and ec2:AccepterVpc. */
  requesterVpc?: string | undefined;
  accepterVpc?: string | undefined;
}

const hasTags = (wanted: Tags | undefined, tags: Tags | undefined) =>
  Object.entries(wanted ?? {}).every(([key, value]) => {
    const actual = tags?.[key];
    return actual !== undefined && wildcard(value)(actual);
  });

const fits = (glob: string | undefined, value: string | undefined) =>
  glob === undefined || (value !== undefined && wildcard(glob)(value));

function statementMatches(statement: Statement, action: string, region: string, resource: Resource): boolean {
  const pattern = statement.action.includes(":") ? statement.action : `ec2:${statement.action}`;
  return (
    (pattern === "*" || wildcard(pattern)(action)) &&
    fits(statement.resourceGlob, resource.arn) &&
    fits(statement.region, region) &&
    fits(statement.requesterVpc, resource.requesterVpc) &&
    fits(statement.accepterVpc, resource.accepterVpc) &&
    hasTags(statement.resourceTag, resource.tags) &&
    hasTags(statement.requestTag, resource.requestTags)
  );
}

/** A deny that matches any resource wins; without an allow list everything else is allowed. */
export function authorize(
  who: Credential,
  action: string,
  region: string,
  resources: readonly Resource[],
): void {
  for (const resource of resources) {
    const denied = who.deny.some((statement) => statementMatches(statement, action, region, resource));
    const allowed =
      who.allow?.some((statement) => statementMatches(statement, action, region, resource)) ?? true;
    if (!denied && allowed) continue;
    const reason = denied
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
    const on = resource.arn === "*" ? "" : ` on resource: ${resource.arn}`;
    throw new AwsError(
      "UnauthorizedOperation",
      `You are not authorized to perform this operation. User: ${who.principal} is not authorized to perform: ${action}${on} ${reason}.`,
    );
  }
}
