import type { Metadata } from "next";
import { cache } from "react";
import { ExposureDetail } from "@/components/exposures/exposure-detail";
import { KeptFresh } from "@/components/live/kept-fresh";
import { ProviderControls } from "@/components/vcd-clusters/provider-controls";
import { paths } from "@/lib/paths";
import { getExposure } from "@/lib/services/exposures/get-exposure";
import { watchExposure } from "@/lib/services/exposures/watch-exposure";
import { readForPage, requestContext } from "@/lib/services/web-context";
import * as actions from "../actions";

type Props = { params: Promise<{ organization: string; id: string }> };

const readOnce = cache(async (organization: string, id: string) => {
  const context = await requestContext(organization);
  const exposure = await readForPage(getExposure, context, { id }, paths.exposure(organization, id));
  return { context, exposure };
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization, id } = await params;
  return { title: `Exposure of ${(await readOnce(organization, id)).exposure.cluster.name}` };
}

export default async function ExposurePage({ params }: Props) {
  const { organization, id } = await params;
  const { context, exposure } = await readOnce(organization, id);
  await readForPage(watchExposure, context, { id });
  return (
    <KeptFresh
      queryKey={["exposure", organization, id]}
      path={paths.api.exposure(organization, id)}
      shown={exposure}
      moving={exposure.moving}
      status={`${exposure.cluster.name}: ${exposure.status.word}. ${exposure.sentence}`}
    >
      <ExposureDetail
        exposure={exposure}
        organization={organization}
        actions={{ withdraw: actions.withdrawExposureAction, repair: actions.repairExposureAction }}
        signInHref={paths.signInVcd({ next: paths.exposure(organization, id) })}
        providerControls={
          <ProviderControls
            what="exposure"
            name={exposure.cluster.name}
            can={exposure.can}
            values={{ organization, exposureId: id }}
            actions={{ hold: actions.holdExposureAction, release: actions.releaseExposureAction }}
          />
        }
        now={context.now.toISOString()}
      />
    </KeptFresh>
  );
}
