import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PolicyForm } from "@/components/policies/policy-form";
import { PageHeader } from "@/components/ui/page-header";
import { examplePolicies } from "@/lib/domain/policies/examples";
import { noConditions } from "@/lib/domain/policies/rule";
import { paths } from "@/lib/paths";
import { listPolicyChoices } from "@/lib/services/policies/list-policy-choices";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { savePolicyAction } from "../actions";

export const metadata: Metadata = { title: "Write a rule" };

export default async function NewPolicyPage({
  searchParams,
}: {
  searchParams: Promise<{ example?: string | string[] }>;
}) {
  const { example } = await searchParams;
  const context = await requestContext(null);
  const { choices, names, manage } = await readForPage(listPolicyChoices, context, {}, paths.newPolicy());
  if (!manage.ok) notFound();
  const from = examplePolicies.find(({ key }) => key === example);
  return (
    <>
      <PageHeader
        title="Write a rule"
        sentence="Say which requests it is about and what happens to them. Try it on past requests before it decides anything."
        breadcrumbs={[{ label: "Policies", href: paths.policies() }]}
      />
      <PolicyForm
        initial={
          from
            ? { name: from.name, rule: from.rule }
            : { name: "", rule: { effect: "approve", words: "", conditions: noConditions } }
        }
        policy={null}
        choices={choices}
        names={names}
        dryRun={null}
        action={savePolicyAction}
        now={context.now.toISOString()}
      />
    </>
  );
}
