import type { Metadata } from "next";
import { cache } from "react";
import { AddressSpacePicture } from "@/components/connections/address-space-picture";
import { ConnectionDetail } from "@/components/connections/connection-detail";
import { ProviderControls } from "@/components/connections/provider-controls";
import { Remarks } from "@/components/connections/remarks";
import { KeptFresh } from "@/components/live/kept-fresh";
import { paths } from "@/lib/paths";
import { getConnection } from "@/lib/services/connections/get-connection";
import { watchConnection } from "@/lib/services/connections/watch-connection";
import { readForPage, requestContext } from "@/lib/services/web-context";
import * as actions from "../actions";

type Props = {
  params: Promise<{ organization: string; id: string }>;
  searchParams: Promise<{ remove?: string | string[] }>;
};

const readOnce = cache(async (organization: string, id: string) => {
  const context = await requestContext(organization);
  const data = await readForPage(getConnection, context, { id }, paths.connection(organization, id));
  return { context, data };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization, id } = await params;
  return { title: (await readOnce(organization, id)).data.name };
}

export default async function ConnectionPage({ params, searchParams }: Props) {
  const { organization, id } = await params;
  const { context, data } = await readOnce(organization, id);
  await readForPage(watchConnection, context, { id });
  return (
    <KeptFresh
      queryKey={["connection", organization, id]}
      path={paths.api.connection(organization, id)}
      shown={data}
      moving={data.moving}
      status={`${data.name}: ${data.status.word}. ${data.sentence}`}
    >
      <ConnectionDetail
        connection={data}
        organization={organization}
        now={context.now.toISOString()}
        askedToRemove={(await searchParams).remove !== undefined}
        actions={{
          rename: actions.renameConnectionAction,
          remove: actions.removeConnectionAction,
          withdraw: actions.withdrawRequestAction,
        }}
        addressLine={
          <AddressSpacePicture
            layout={data.picture.space}
            caption="Their addresses on one line, to scale; long empty stretches are cut (⋯)."
          />
        }
        remarks={<Remarks remarks={data.remarks} />}
        providerControls={
          data.can.hold.ok || data.can.hold.kind !== "right" ? (
            <ProviderControls
              connection={data}
              organization={organization}
              actions={{
                hold: actions.holdConnectionAction,
                release: actions.releaseConnectionAction,
                adopt: actions.adoptPeeringAction,
              }}
            />
          ) : null
        }
      />
    </KeptFresh>
  );
}
