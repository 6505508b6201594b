import type { Metadata } from "next";
import { cache } from "react";
import { ClusterActs, ClusterRemoval } from "@/components/cluster-acts/cluster-acts";
import { ClusterDetail } from "@/components/clusters/cluster-detail";
import { KeptFresh } from "@/components/live/kept-fresh";
import { ProviderControls } from "@/components/vcd-clusters/provider-controls";
import { VcdClusterDetail } from "@/components/vcd-clusters/vcd-cluster-detail";
import { paths } from "@/lib/paths";
import { getCluster } from "@/lib/services/clusters/get-cluster";
import { whichCluster } from "@/lib/services/clusters/which-cluster";
import { getExposure } from "@/lib/services/exposures/get-exposure";
import { watchExposure } from "@/lib/services/exposures/watch-exposure";
import { getVcdCluster } from "@/lib/services/vcd-clusters/get-vcd-cluster";
import { readForPage, requestContext } from "@/lib/services/web-context";
import * as exposureActions from "../../exposures/actions";
import { clusterActActions } from "../act-actions";
import { cancelActAction } from "../actions";
import * as holdActions from "./actions";

type Props = {
  params: Promise<{ organization: string; id: string }>;
  searchParams: Promise<{ show?: string | string[] }>;
};

const readOnce = cache(async (organization: string, id: string) => {
  const context = await requestContext(organization);
  const { provider } = await readForPage(whichCluster, context, { id }, paths.cluster(organization, id));
  if (provider === "aws") {
    return { provider, context, view: await readForPage(getCluster, context, { id }) } as const;
  }
  const view = await readForPage(getVcdCluster, context, { id });
  return { provider, context, view } as const;
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization, id } = await params;
  const read = await readOnce(organization, id);
  return { title: read.provider === "aws" ? read.view.cluster.name : read.view.name };
}

export default async function ClusterPage({ params, searchParams }: Props) {
  const { organization, id } = await params;
  const read = await readOnce(organization, id);
  const now = read.context.now.toISOString();
  const fresh = { queryKey: ["cluster", organization, id], path: paths.api.cluster(organization, id) };
  if (read.provider === "aws") {
    const moving = read.view.connections.some((row) => row.status.tone === "working");
    return (
      <KeptFresh {...fresh} shown={read.view} moving={moving}>
        <ClusterDetail view={read.view} organization={organization} now={now} />
      </KeptFresh>
    );
  }
  const { view } = read;
  const { show } = await searchParams;
  const asked = typeof show === "string" ? show : null;
  const live = view.exposure;
  if (live) await readForPage(watchExposure, read.context, { id: live.id });
  const acts = { organization, cluster: view, actions: clusterActActions, show: asked };
  return (
    <KeptFresh
      {...fresh}
      shown={view}
      moving={view.moving}
      status={`${view.name}: ${view.status.word}. ${view.dnat.sentence}`}
    >
      <VcdClusterDetail
        cluster={view}
        exposure={live ? await readForPage(getExposure, read.context, { id: live.id }) : null}
        organization={organization}
        show={asked}
        actions={{
          expose: exposureActions.exposeClusterAction,
          unexpose: exposureActions.unexposeClusterAction,
          withdraw: exposureActions.withdrawExposureAction,
          repair: exposureActions.repairExposureAction,
          follow: exposureActions.followExposureAction,
          openFirewall: exposureActions.openFirewallAction,
          closeFirewall: exposureActions.closeFirewallAction,
          cancelAct: cancelActAction,
        }}
        acts={<ClusterActs {...acts} />}
        removal={<ClusterRemoval {...acts} />}
        providerControls={
          <ProviderControls
            what="cluster"
            name={view.name}
            can={view.can}
            values={{ organization, id }}
            actions={{
              hold: holdActions.holdVcdClusterAction,
              release: holdActions.releaseVcdClusterAction,
            }}
          />
        }
        now={now}
      />
    </KeptFresh>
  );
}
