import { ActDialog } from "@/components/ui/act-dialog";
import { type Capability, whyNot } from "@/lib/domain/capability";
import type { RemovalChoice } from "@/lib/domain/exposures/views";
import type { FormAction } from "@/lib/domain/form-state";
import { UnexposeForm } from "./unexpose-form";

/** Taking an exposure back: each way with what it will do, said first. */
export function UnexposeDialog({
  clusterName,
  can,
  asked,
  removals,
  action,
  values,
}: {
  clusterName: string;
  can: Capability;
  asked: boolean;
  removals: RemovalChoice[];
  action: FormAction;
  values: Record<string, string>;
}) {
  return (
    <ActDialog
      show="unexpose"
      asked={asked}
      label="Un-expose cluster"
      variant="danger"
      title={`Un-expose ${clusterName}?`}
      disabledReason={whyNot(can)}
    >
      <UnexposeForm action={action} values={values} removals={removals} />
    </ActDialog>
  );
}
