"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { Checkbox } from "@/components/ui/checkbox";
import { Panel } from "@/components/ui/panel";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { TextareaField } from "@/components/ui/textarea";
import { Time } from "@/components/ui/time";
import type { RegisteredClusterDetail } from "@/lib/domain/clusters/register-views";
import type { FormAction } from "@/lib/domain/form-state";

/** How people reach a cluster in AWS. A file that was registered never comes back here: it is sealed to the worker. */
export function KubeconfigPanel({
  cluster,
  now,
  action,
}: {
  cluster: RegisteredClusterDetail;
  now: string;
  action: FormAction;
}) {
  const [state, submit] = useFormAction(action);
  const { registeredAt, eksName } = cluster.kubeconfig;
  return (
    <Panel
      title="Kubeconfig"
      sentence={`What people of ${cluster.organization.name} get when they ask for the cluster's kubeconfig.`}
      footer={
        registeredAt ? (
          <>
            A file was registered <Time at={registeredAt} now={now} />. It is sealed: nobody can look at it
            here.
          </>
        ) : eksName ? (
          "No file is registered: people get the line that makes one, aws eks update-kubeconfig."
        ) : (
          "Nothing is registered: people are told to ask you."
        )
      }
    >
      {cluster.manage.ok ? (
        <form action={submit} noValidate className="max-w-2xl space-y-5">
          <HiddenFields values={{ id: cluster.id }} />
          <FormOutcome state={state} />
          <TextField
            id="eks-name"
            name="eksName"
            label="Name in Amazon EKS"
            mono
            defaultValue={fieldValue(state, "eksName", eksName ?? "")}
            error={fieldError(state, "eksName")}
            example="Leave it empty where the cluster is not one of Amazon EKS."
          />
          <TextareaField
            id="registered-kubeconfig"
            name="secretKubeconfig"
            label={registeredAt ? "Another kubeconfig" : "Kubeconfig"}
            mono
            rows={6}
            spellCheck={false}
            autoComplete="off"
            error={fieldError(state, "secretKubeconfig")}
            example='As "kubectl config view --raw --flatten --minify" prints it. Whoever may read kubeconfigs gets it as it is: register an account that can do no more than they should.'
          />
          {registeredAt ? <Checkbox id="forget" name="forget" label="Forget the registered file" /> : null}
          <SubmitButton pendingLabel="Registering">Register</SubmitButton>
        </form>
      ) : (
        <p className="text-muted">{cluster.manage.reason}</p>
      )}
    </Panel>
  );
}
