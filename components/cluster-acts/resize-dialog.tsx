"use client";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { ActDialog, CloseButton } from "@/components/ui/act-dialog";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { whyNot } from "@/lib/domain/capability";
import { consequenceOf, nfsNodes } from "./act-words";
import type { ClusterActActions } from "./cluster-act-actions";
import type { ActedCluster } from "./cluster-acts";
import { useAct } from "./use-act";

export function ResizeDialog({
  organization,
  cluster,
  actions,
  show,
}: {
  organization: string;
  cluster: ActedCluster;
  actions: ClusterActActions;
  show: string | null;
}) {
  const { state, submit, form } = useAct(actions.resize);
  const workers = String(
    cluster.wantedWorkers ?? cluster.nodes.filter(({ role }) => role === "worker").length,
  );
  const nfs = nfsNodes(cluster);
  // CSE 3.1.x cannot shrink TKGm clusters, and never more NFS nodes away.
  const growsOnly = cluster.kind === "TKGm" && cluster.dialect === "native-2";
  return (
    <ActDialog
      show="resize"
      asked={show === "resize"}
      label="Resize"
      title={`Resize ${cluster.name}?`}
      disabledReason={whyNot(cluster.can.resize)}
    >
      <form ref={form} action={submit} noValidate className="space-y-4">
        <HiddenFields values={{ organization, id: cluster.id }} />
        <FormOutcome state={state} />
        <p className="max-w-prose">{consequenceOf("resize", cluster)}</p>
        <TextField
          id="resize-workers"
          name="workers"
          label="Workers"
          required
          inputMode="numeric"
          defaultValue={fieldValue(state, "workers", workers)}
          error={fieldError(state, "workers")}
          example={`${workers} now, 0 to ${cluster.dialect === "native-1" ? 100 : 200}.${growsOnly ? " CSE cannot take workers away from a TKGm cluster." : ""}`}
        />
        {cluster.kind === "native" ? (
          <TextField
            id="resize-nfs"
            name="nfsNodes"
            label="NFS nodes"
            required
            inputMode="numeric"
            defaultValue={fieldValue(state, "nfsNodes", String(nfs))}
            error={fieldError(state, "nfsNodes")}
            example={`${nfs} now. CSE can add NFS nodes with a resize, not take them away.`}
          />
        ) : (
          <input type="hidden" name="nfsNodes" value={nfs} />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <CloseButton>Keep it as it is</CloseButton>
          <SubmitButton pendingLabel="Asking">Resize cluster</SubmitButton>
        </div>
      </form>
    </ActDialog>
  );
}
