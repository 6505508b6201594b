import { ActDialog } from "@/components/ui/act-dialog";
import { type Capability, whyNot } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";
import type { PreflightLine } from "@/lib/domain/vcd/checks";
import { ExposeForm } from "./expose-form";
import { PreflightList } from "./preflight-list";

/** Exposing a cluster that is there: what will happen and what was checked, said before anything is asked for. */
export function ExposeDialog({
  clusterName,
  again,
  can,
  asked,
  consequences,
  preflight,
  firewall,
  action,
  values,
}: {
  clusterName: string;
  /** It was exposed before. */
  again: boolean;
  can: Capability;
  asked: boolean;
  consequences: string[];
  preflight: PreflightLine[];
  /** What the edge's firewall does now, in a sentence; null where it was not read. */
  firewall: string | null;
  action: FormAction;
  values: Record<string, string>;
}) {
  const label = again ? "Expose again" : "Expose cluster";
  return (
    <ActDialog
      show="expose"
      asked={asked}
      label={label}
      variant="primary"
      title={`Expose ${clusterName}${again ? " again" : ""}?`}
      disabledReason={whyNot(can)}
    >
      <div className="space-y-5">
        <ul className="list-disc space-y-1.5 pl-5">
          {consequences.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        {preflight.length > 0 ? (
          <section aria-label="What was checked" className="rounded-md border border-border p-3">
            <PreflightList lines={preflight} />
          </section>
        ) : null}
        <ExposeForm action={action} values={values} label={label} firewall={firewall} />
      </div>
    </ActDialog>
  );
}
