import { type AskedCheck, loadAskedChecks, recordCheck } from "@/lib/db/workers";
import type { AccountCheck } from "@/lib/domain/places/account-check";
import { log } from "@/lib/log";
import { checkIdentity, checkRegion } from "@/lib/providers/aws/check";
import type { WorkerContext } from "./context";

/** Makes the account checks that were asked for, one after another. Two workers that make the same do no harm. */
export async function makeAskedChecks(context: WorkerContext): Promise<void> {
  for (const asked of await loadAskedChecks(context.db)) {
    if (context.stopping.aborted) return;
    const check = await checkAccount(context, asked);
    await recordCheck(context.db, asked, check);
    log.info(
      {
        accountId: asked.account.accountId,
        failed: check.lines.filter(({ result }) => result === "fail").length,
      },
      "An account was checked",
    );
  }
}

/** Checks an account as a whole, then each of its Regions. */
export async function checkAccount(
  { clients }: WorkerContext,
  { account, regions }: AskedCheck,
): Promise<AccountCheck> {
  const { accountId, roleArn, externalId } = account;
  const sessionIn = (region: string) => clients.open({ accountId, region, roleArn, externalId });
  const [first] = regions;
  if (!first) return { arn: null, accountId: null, lines: [] };
  const { line, ...identity } = await checkIdentity(await sessionIn(first.region));
  const check: AccountCheck = { ...identity, lines: [line] };
  if (line.result === "fail") return check;
  for (const target of regions) {
    check.lines.push(...(await checkRegion(await sessionIn(target.region), target)));
  }
  return check;
}
