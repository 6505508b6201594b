import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Textarea } from "@/components/ui/textarea";
import { PreflightList } from "@/components/vcd-clusters/preflight-list";
import type { ConfigFinding } from "@/lib/domain/vcd/check-config";
import type { ClusterCheckView } from "@/lib/domain/vcd/create-views";
import { ConfigRemarks } from "./config-remarks";

/** Beside the form: what was checked, what will happen, who is asked, and the button. */
export function CreateAside({
  check,
  checking,
  fault,
  reason,
  reasonError,
  doing,
}: {
  check: ClusterCheckView | null;
  checking: boolean;
  fault: string | null;
  reason: string;
  reasonError?: string;
  /** The button that is at work. */
  doing: string | null;
}) {
  const general: ConfigFinding[] =
    check?.findings.filter(({ field }) => field === "form" || field === "site") ?? [];
  const refusals = general.filter(({ level }) => level === "refuse");
  return (
    <aside aria-label="Checks and request" className="space-y-5 lg:sticky lg:top-20">
      <Panel
        title="Before anything is sent"
        actions={
          <Button type="submit" name="do" value="check" size="small" pending={doing === "check"}>
            Check again
          </Button>
        }
        footer={
          <div className="space-y-4 text-text">
            {check ? <p className="max-w-prose text-muted">{check.consequence}</p> : null}
            <div
              className={
                check?.needsApproval ? undefined : "hidden group-has-[#expose:checked]/cluster:block"
              }
            >
              <Field
                id="reason"
                label="Reason"
                required
                error={reasonError}
                example="What it is for. The admin who decides reads it."
              >
                {(wiring) => <Textarea {...wiring} name="reason" rows={2} defaultValue={reason} />}
              </Field>
            </div>
            <Button
              type="submit"
              name="do"
              value="create"
              variant="primary"
              pending={doing === "create"}
              pendingLabel="Asking"
            >
              {check?.needsApproval ? "Request cluster" : "Create cluster"}
            </Button>
          </div>
        }
      >
        <div aria-busy={checking} className="space-y-3">
          {fault ? <Notice tone="waiting" title="The checks could not be made." next={fault} /> : null}
          {refusals.map(({ code, message, next }) => (
            <Notice key={code} tone="bad" title={message} next={next} />
          ))}
          <ConfigRemarks findings={general} />
          {check && check.preflight.length > 0 ? (
            <PreflightList lines={check.preflight} />
          ) : (
            <p className="text-muted">
              {check?.problems.length
                ? "The rest is checked once the text can be read."
                : "Nothing has been checked yet."}
            </p>
          )}
          <p role="status" className="text-sm text-muted">
            {checking ? "Checking" : ""}
          </p>
        </div>
      </Panel>
    </aside>
  );
}
