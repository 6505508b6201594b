import { ButtonForm } from "@/components/forms/button-form";
import { HoldForm } from "@/components/forms/hold-form";
import { Panel } from "@/components/ui/panel";
import type { Capability } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";

/** What the provider's admins may do with a tenant's cluster or exposure: hold it, and let it go on. */
export function ProviderControls({
  what,
  name,
  can,
  values,
  actions,
}: {
  what: "cluster" | "exposure";
  /** Of the cluster. */
  name: string;
  can: Record<"hold" | "release", Capability>;
  values: Record<string, string>;
  actions: Record<"hold" | "release", FormAction>;
}) {
  if (!can.hold.ok && !can.release.ok) return null;
  return (
    <Panel title={what === "cluster" ? "Provider" : "Provider: this exposure"}>
      {can.hold.ok ? (
        <HoldForm
          action={actions.hold}
          values={values}
          id={`hold-${what}`}
          label={what === "cluster" ? `Hold ${name}` : `Hold the exposure of ${name}`}
          example="Nothing is sent to VMware Cloud Director for it while it is held; what is in place stays. The tenant reads the reason."
        />
      ) : (
        <div className="space-y-2">
          <p className="text-muted">It is on hold. What is wanted is sent again once released.</p>
          <ButtonForm
            action={actions.release}
            values={values}
            label="Release the hold"
            pendingLabel="Releasing"
          />
        </div>
      )}
    </Panel>
  );
}
