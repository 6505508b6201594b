"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { ActDialog, CloseButton } from "@/components/ui/act-dialog";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { whyNot } from "@/lib/domain/capability";
import { consequenceOf, isExposed } from "./act-words";
import type { ClusterActActions } from "./cluster-act-actions";
import type { ActedCluster } from "./cluster-acts";
import { useAct } from "./use-act";

const words = {
  delete: { label: "Delete cluster", title: "Delete" },
  "force-delete": { label: "Force-delete cluster", title: "Force-delete" },
} as const;

/** Deleting, or deleting whatever is found; the name is typed, because everything on the cluster ends with it. */
export function DeleteDialog({
  verb,
  organization,
  cluster,
  actions,
  show,
}: {
  verb: "delete" | "force-delete";
  organization: string;
  cluster: ActedCluster;
  actions: ClusterActActions;
  show: string | null;
}) {
  const { state, submit, form } = useAct(verb === "delete" ? actions.remove : actions.forceRemove);
  const { label, title } = words[verb];
  return (
    <ActDialog
      show={verb}
      asked={show === verb}
      label={label}
      variant="danger"
      title={`${title} ${cluster.name}?`}
      disabledReason={whyNot(verb === "delete" ? cluster.can.delete : cluster.can.forceDelete)}
    >
      <form ref={form} action={submit} noValidate className="space-y-4">
        <HiddenFields values={{ organization, id: cluster.id }} />
        <FormOutcome state={state} />
        <ul className="max-w-prose list-disc space-y-1.5 pl-5">
          <li>{consequenceOf(verb, cluster)}</li>
          <li>Everything that runs on it ends, for everybody who uses it.</li>
          {isExposed(cluster) ? (
            <li>
              It is reachable at {cluster.dnat.externalAddress ?? "an external address"}: clients there lose
              it at once.
            </li>
          ) : null}
        </ul>
        <TextField
          id={`${verb}-confirm`}
          name="confirm"
          label="Name of the cluster"
          required
          mono
          defaultValue={fieldValue(state, "confirm")}
          error={fieldError(state, "confirm")}
          example={`To confirm, type ${cluster.name}.`}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <CloseButton>Keep it</CloseButton>
          <SubmitButton variant="danger" pendingLabel="Asking">
            {label}
          </SubmitButton>
        </div>
      </form>
    </ActDialog>
  );
}
