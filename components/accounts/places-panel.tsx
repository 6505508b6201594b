import { ButtonForm } from "@/components/forms/button-form";
import { HoldForm } from "@/components/forms/hold-form";
import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { AccountDetail, PlaceView } from "@/lib/domain/places/views";
import type { AccountActions } from "./account-detail";

/** The account's Regions: how old what we know of each is, what went wrong there, and holds. */
export function PlacesPanel({
  account,
  now,
  actions,
}: {
  account: AccountDetail;
  now: string;
  actions: AccountActions;
}) {
  return (
    <Panel
      title="Regions"
      sentence="Each is read in full once a minute, and every few seconds where something moves."
    >
      <ul className="divide-y divide-border">
        {account.places.map((place) => (
          <li key={place.id} className="space-y-3 py-4 first:pt-0 last:pb-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
              <h3 className="font-semibold">{place.regionName}</h3>
              <p className="text-muted">
                {place.vpcs} VPCs, {place.clusters} clusters, {place.connections} connections
              </p>
            </div>
            <Ages place={place} now={now} />
            <Fault place={place} now={now} />
            <Hold account={account} place={place} now={now} actions={actions} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Ages({ place, now }: { place: PlaceView; now: string }) {
  const age = (at: string | null) => (at ? <Time at={at} now={now} /> : "not yet");
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
      {[
        { term: "Read in full", value: age(place.sweptAt) },
        { term: "Looked at", value: age(latest(place)) },
        { term: "Inventory", value: age(place.inventoriedAt) },
        { term: "Calls of a full read", value: place.sweepCalls ?? "not yet" },
      ].map(({ term, value }) => (
        <div key={term}>
          <dt className="text-sm text-muted">{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function latest({ sweptAt, glancedAt }: PlaceView): string | null {
  if (!sweptAt || !glancedAt) return sweptAt ?? glancedAt;
  return sweptAt > glancedAt ? sweptAt : glancedAt;
}

function Fault({ place: { fault, faultAt, failures, region }, now }: { place: PlaceView; now: string }) {
  if (!fault) return null;
  return (
    <Notice tone="bad" title={`${fault.title}: ${region} could not be read`} next={fault.next}>
      <p>{fault.cause}</p>
      <p className="text-sm text-muted">
        {fault.action} answered <Identifier value={fault.code} />: {fault.message}
        {fault.requestId ? (
          <>
            {" "}
            (AWS request <Identifier value={fault.requestId} />)
          </>
        ) : null}
        {". "}
        {failures} {failures === 1 ? "look" : "looks"} in a row
        {faultAt ? (
          <>
            , the last <Time at={faultAt} now={now} />
          </>
        ) : null}
        . What is shown of this Region is as old as it says.
      </p>
    </Notice>
  );
}

function Hold({
  account,
  place,
  now,
  actions,
}: {
  account: AccountDetail;
  place: PlaceView;
  now: string;
  actions: AccountActions;
}) {
  if (place.held) {
    return (
      <Notice
        tone="waiting"
        title={`On hold: ${place.held.reason}`}
        next={
          account.manage.ok ? (
            <ButtonForm
              action={actions.release}
              values={{ placeId: place.id }}
              label={`Release ${place.region}`}
              pendingLabel="Releasing"
              size="small"
            />
          ) : null
        }
      >
        Since <Time at={place.held.at} now={now} />. It is read as always; nothing is sent.
      </Notice>
    );
  }
  if (!account.manage.ok) return null;
  return (
    <HoldForm
      action={actions.hold}
      values={{ placeId: place.id }}
      id={`reason-${place.region}`}
      label={`Hold ${place.region}`}
      example={`Nothing is sent in ${place.region} until you release it; it is still read. Tenants whose connections wait see the reason.`}
    />
  );
}
