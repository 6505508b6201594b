import type { Metadata } from "next";
import { ExamplePolicies } from "@/components/policies/example-policies";
import { HowRulesDecide } from "@/components/policies/how-rules-decide";
import { PolicyList } from "@/components/policies/policy-list";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { whyNot } from "@/lib/domain/capability";
import { paths } from "@/lib/paths";
import { listPolicies } from "@/lib/services/policies/list-policies";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { movePolicyAction } from "./actions";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage() {
  const context = await requestContext(null);
  const list = await readForPage(listPolicies, context, {}, paths.policies());
  return (
    <>
      <PageHeader
        title="Policies"
        sentence="Rules that approve the harmless without a person, refuse what is never wanted, and ask for two people where one is not enough."
        actions={
          <LinkButton href={paths.newPolicy()} variant="primary" disabledReason={whyNot(list.manage)}>
            Write a rule
          </LinkButton>
        }
      />
      <div className="space-y-5">
        {list.lines.length > 0 ? (
          <PolicyList list={list} move={movePolicyAction} now={context.now.toISOString()} />
        ) : (
          <section aria-labelledby="start-from" className="space-y-3">
            <h2 id="start-from" className="text-lg font-semibold">
              No rule yet: every request waits for a person
            </h2>
            <p className="max-w-prose text-muted">
              Start from one of these, or write your own. A rule is tried on past requests before it decides
              anything.
            </p>
            <ExamplePolicies />
          </section>
        )}
        <HowRulesDecide />
      </div>
    </>
  );
}
