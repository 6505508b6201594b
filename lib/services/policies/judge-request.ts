import { readRulesInForce } from "@/lib/db/policies";
import type { Transaction } from "@/lib/db/pool";
import type { RequestFacts } from "@/lib/domain/policies/facts";
import { type Judgement, judge } from "@/lib/domain/policies/judge";

/** Judges by the rules in force in this transaction, whoever's it is: tenants need not be able to read them. */
export async function judgeRequest(tx: Transaction, facts: RequestFacts): Promise<Judgement> {
  return judge(await readRulesInForce(tx), facts);
}
