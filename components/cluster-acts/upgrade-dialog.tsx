"use client";
import { useState } from "react";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { ActDialog, CloseButton } from "@/components/ui/act-dialog";
import { RadioGroup } from "@/components/ui/radio-group";
import { SubmitButton } from "@/components/ui/submit-button";
import { whyNot } from "@/lib/domain/capability";
import { templateValue } from "@/lib/domain/vcd/cluster-draft";
import type { TemplateSeen } from "@/lib/domain/vcd/observed";
import { consequenceOf } from "./act-words";
import type { ClusterActActions } from "./cluster-act-actions";
import type { ActedCluster } from "./cluster-acts";
import { useAct } from "./use-act";

type Props = {
  organization: string;
  cluster: ActedCluster;
  actions: ClusterActActions;
  show: string | null;
};

/** Asks CSE first to what a cluster can be upgraded, then offers that and nothing else. */
export function UpgradeDialog(props: Props) {
  const { cluster, show } = props;
  // A plan is true until the cluster is upgraded: then it is asked for anew.
  const [round, setRound] = useState(0);
  return (
    <ActDialog
      show="upgrade"
      asked={show === "upgrade"}
      label="Upgrade"
      title={`Upgrade ${cluster.name}?`}
      disabledReason={whyNot(cluster.can.upgrade)}
    >
      <UpgradeForms key={round} {...props} onDone={() => setRound((before) => before + 1)} />
    </ActDialog>
  );
}

function UpgradeForms({ organization, cluster, actions, onDone }: Props & { onDone: () => void }) {
  const [plan, ask] = useFormAction(actions.askPlan);
  const { state, submit, form } = useAct(actions.upgrade, onDone);
  const templates = plan.answer?.templates;
  const now = cluster.template;
  return (
    <div className="space-y-4">
      <p className="max-w-prose">{consequenceOf("upgrade", cluster)}</p>
      {now ? (
        <p className="text-muted">
          Now: {now.name}, revision {now.revision}.
        </p>
      ) : null}
      {templates && templates.length > 0 ? (
        <form ref={form} action={submit} noValidate className="space-y-4">
          <HiddenFields values={{ organization, id: cluster.id }} />
          <FormOutcome state={state} />
          <RadioGroup
            id="upgrade-template"
            name="template"
            legend="Upgrade to"
            error={fieldError(state, "template")}
            defaultValue={fieldValue(state, "template")}
            options={templates.map((template) => ({
              value: templateValue(template.name, template.revision),
              label: `${template.name}, revision ${template.revision}`,
              example: versionsOf(template),
            }))}
          />
          <Buttons label="Upgrade cluster" />
        </form>
      ) : (
        <form action={ask} className="space-y-4">
          <HiddenFields values={{ organization, id: cluster.id }} />
          <FormOutcome state={state.message ? state : plan} />
          {templates ? (
            <p>CSE names no template that this cluster can be upgraded to.</p>
          ) : (
            <p className="max-w-prose text-muted">
              CSE is asked first which templates it can be upgraded to. That changes nothing.
            </p>
          )}
          <Buttons label={templates ? "Ask again" : "Ask for the plan"} />
        </form>
      )}
    </div>
  );
}

function Buttons({ label }: { label: string }) {
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <CloseButton>Keep it as it is</CloseButton>
      <SubmitButton pendingLabel="Asking CSE">{label}</SubmitButton>
    </div>
  );
}

function versionsOf(template: TemplateSeen): string {
  const words = [
    [template.kubernetes, template.kubernetesVersion],
    [template.cni, template.cniVersion],
    [template.os, ""],
  ].map((pair) => pair.filter(Boolean).join(" "));
  return [...words.filter(Boolean), template.isDeprecated ? "deprecated" : ""].filter(Boolean).join(", ");
}
