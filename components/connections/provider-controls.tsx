"use client";
import { useQuery } from "@tanstack/react-query";
import { Panel } from "@/components/ui/panel";
import { JustButton, OneField } from "./action-forms";
import type { ConnectionActions } from "./connection-actions";
import { connectionQuery } from "./queries";

/** What the provider's admins may do with a tenant's connection. Loaded for them alone. */
export function ProviderControls({
  organization,
  id,
  actions,
}: {
  organization: string;
  id: string;
  actions: Pick<ConnectionActions, "hold" | "release" | "adopt">;
}) {
  const { data } = useQuery(connectionQuery(organization, id));
  if (!data) return null;
  const { can, held, blocked } = data;
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
