import { Panel } from "@/components/ui/panel";
import type { ConnectionView } from "@/lib/domain/connections/views";
import { JustButton, OneField } from "./action-forms";
import type { ConnectionActions } from "./connection-actions";

/** What the provider's admins may do with a tenant's connection. */
export function ProviderControls({
  connection: { id, can, held, blocked },
  organization,
  actions,
}: {
  connection: ConnectionView;
  organization: string;
  actions: Pick<ConnectionActions, "hold" | "release" | "adopt">;
}) {
  if (!can.hold.ok && !can.release.ok && !can.adopt.ok) return null;
  const hidden = { organization, id };
  return (
    <Panel title="Provider">
      <div className="space-y-5">
        {can.adopt.ok && blocked?.peeringId ? (
          <JustButton
            action={actions.adopt}
            hidden={{ ...hidden, peeringId: blocked.peeringId }}
            button={`Take over ${blocked.peeringId}`}
            text="Drawbridge puts its tags on this peering and treats it as this connection's from then on: it writes the routes, and deletes it on removal."
          />
        ) : null}
        {can.hold.ok ? (
          <OneField
            action={actions.hold}
            hidden={hidden}
            id="hold"
            name="reason"
            label="Reason for a hold"
            example="Nothing is sent to AWS for this connection while it is held. The tenant reads the reason."
            button="Hold"
          />
        ) : null}
        {can.release.ok ? (
          <JustButton
            action={actions.release}
            hidden={hidden}
            button="Release the hold"
            text={`On hold${held?.reason ? `: ${held.reason}` : ""}. What is wanted is sent again once released.`}
          />
        ) : null}
      </div>
    </Panel>
  );
}
