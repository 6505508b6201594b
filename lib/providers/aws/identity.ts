import type { AwsSession } from "./client";

/** Whose credentials the session runs with, as AWS sees them. It needs no permission. */
export async function getCallerIdentity(session: AwsSession): Promise<{ accountId: string; arn: string }> {
  const answer = await session.identity("GetCallerIdentity", (client, sdk) =>
    client.send(new sdk.GetCallerIdentityCommand({})),
  );
  return { accountId: answer.Account ?? "", arn: answer.Arn ?? "" };
}
