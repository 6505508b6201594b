import type { Metadata } from "next";
import { PolicyPage } from "@/components/policies/policy-page";
import { paths } from "@/lib/paths";
import { getPolicy } from "@/lib/services/policies/get-policy";
import { listPolicyChoices } from "@/lib/services/policies/list-policy-choices";
import { tryPolicy } from "@/lib/services/policies/try-policy";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { deletePolicyAction, savePolicyAction, switchPolicyAction } from "../actions";

export const metadata: Metadata = { title: "Policy" };

export default async function PolicyDetailPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ only?: string | string[]; delete?: string | string[] }>;
}) {
  const { id } = await params;
  const query = await searchParams;
  const only = query.only === "differences" ? "differences" : "all";
  const context = await requestContext(null);
  const policy = await readForPage(getPolicy, context, { policyId: id }, paths.policy(id));
  const { choices } = await readForPage(listPolicyChoices, context, {});
  const { effect, words, conditions } = policy.rule;
  const dryRun = policy.deletedAt
    ? null
    : await readForPage(tryPolicy, context, {
        policyId: id,
        name: policy.name,
        effect,
        words,
        ...conditions,
        confirmed: true,
        only,
      });
  return (
    <PolicyPage
      policy={policy}
      choices={choices}
      dryRun={dryRun}
      askedToDelete={query.delete === "1"}
      actions={{ save: savePolicyAction, switch: switchPolicyAction, delete: deletePolicyAction }}
      now={context.now.toISOString()}
    />
  );
}
