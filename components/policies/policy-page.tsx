import { ButtonForm } from "@/components/forms/button-form";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import type { FormAction } from "@/lib/domain/form-state";
import type { DryRun, PolicyChoices, PolicyDetail } from "@/lib/domain/policies/views";
import { paths } from "@/lib/paths";
import { DeletePolicy } from "./delete-policy";
import { DryRunPanel } from "./dry-run-panel";
import { OnOff } from "./effect-word";
import { MissingNotes } from "./missing-notes";
import { PolicyForm } from "./policy-form";
import { PolicyVersions } from "./policy-versions";

/** One rule: whether it is in force, what it says, what it would do, how it came to be. */
export function PolicyPage({
  policy,
  choices,
  dryRun,
  askedToDelete,
  actions,
  now,
}: {
  policy: PolicyDetail;
  choices: PolicyChoices;
  /** Of the rule as it is kept; null once it is deleted. */
  dryRun: DryRun | null;
  askedToDelete: boolean;
  actions: Record<"save" | "switch" | "delete", FormAction>;
  now: string;
}) {
  const shown = { policyId: policy.id, version: String(policy.version) };
  const deleted = policy.deletedAt !== null;
  const mayChange = policy.manage.ok && !deleted;
  return (
    <>
      <PageHeader
        title={policy.name}
        status={<OnOff on={policy.on} deleted={deleted} />}
        sentence={policy.sentence}
        breadcrumbs={[{ label: "Policies", href: paths.policies() }]}
      />
      <div className="space-y-5">
        {deleted ? (
          <Notice tone="info" title="This rule was deleted">
            It decides nothing. Its versions are kept: earlier decisions name them.
          </Notice>
        ) : null}
        {policy.missing.length > 0 ? (
          <Notice
            tone="waiting"
            title="It names what is no longer there"
            next="Take it away, or name what replaced it."
          >
            <MissingNotes missing={policy.missing} />
          </Notice>
        ) : null}
        {deleted ? null : (
          <Panel title={policy.on ? "In force" : "Switched off"}>
            <p className="max-w-prose">
              {policy.on
                ? `Version ${policy.version} judges every request as it is made or edited. Of the last 100 it took part in ${policy.decided}.`
                : `It decides nothing. Switched on, version ${policy.version} judges every request from then on; those that wait are not judged again.`}
            </p>
            {policy.manage.ok ? (
              <div className="mt-3">
                <ButtonForm
                  action={actions.switch}
                  values={{ ...shown, on: policy.on ? "false" : "true" }}
                  label={policy.on ? "Switch off" : "Switch on"}
                  variant={policy.on ? "secondary" : "primary"}
                  pendingLabel="Switching"
                />
              </div>
            ) : (
              <p className="mt-2 text-muted">
                {policy.manage.reason} {policy.manage.next}
              </p>
            )}
          </Panel>
        )}
        {mayChange ? (
          <section aria-labelledby="the-rule" className="space-y-3">
            <h2 id="the-rule" className="text-lg font-semibold">
              The rule
            </h2>
            <PolicyForm
              key={policy.version}
              initial={{ name: policy.name, rule: policy.rule }}
              policy={{ id: policy.id, version: policy.version }}
              choices={choices}
              names={policy.names}
              dryRun={dryRun}
              action={actions.save}
              now={now}
            >
              {dryRun ? <DryRunPanel run={dryRun} now={now} /> : null}
            </PolicyForm>
          </section>
        ) : dryRun ? (
          <DryRunPanel run={dryRun} policyId={policy.id} now={now} />
        ) : null}
        <PolicyVersions versions={policy.versions} now={now} />
        {mayChange ? (
          <DeletePolicy
            values={shown}
            name={policy.name}
            on={policy.on}
            action={actions.delete}
            asked={askedToDelete}
          />
        ) : null}
      </div>
    </>
  );
}
