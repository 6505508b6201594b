import type { Metadata } from "next";
import { CreateClusterForm } from "@/components/cluster-form/create-cluster-form";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { type ClusterDraft, toCheckInput } from "@/lib/domain/vcd/cluster-draft";
import type { CreateWorld } from "@/lib/domain/vcd/create-views";
import { paths } from "@/lib/paths";
import { getRequest } from "@/lib/services/requests/get-request";
import { checkCluster } from "@/lib/services/vcd-clusters/check-cluster";
import { getCreateWorld } from "@/lib/services/vcd-clusters/get-create-world";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { createClusterAction } from "../actions";

export const metadata: Metadata = { title: "Create cluster" };

type Query = { as?: string | string[]; place?: string | string[]; from?: string | string[] };

export default async function NewClusterPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const { organization } = await params;
  const { as, place, from } = await searchParams;
  const context = await requestContext(organization);
  const here = paths.newVcdCluster(organization);
  const world = await readForPage(
    getCreateWorld,
    context,
    { placeId: typeof place === "string" ? place : undefined },
    here,
  );
  const placeId = world.chosen;
  const header = (
    <PageHeader
      title="Create cluster"
      sentence="CSE builds it in VMware Cloud Director, in your own name. The form and the YAML are two views of one configuration."
      breadcrumbs={[{ label: "Clusters", href: paths.clusters(organization) }]}
    />
  );
  if (placeId === null || !world.mayCreate.ok) {
    return (
      <>
        {header}
        <MayNot world={world} here={here} />
      </>
    );
  }
  const past =
    typeof from === "string" ? await readForPage(getRequest, context, { requestId: from }, here) : null;
  const document = past?.terms.kind === "exposure" ? past.terms.document : null;
  const initial: ClusterDraft = {
    placeId,
    as: as === "yaml" || document ? "yaml" : "form",
    form: world.form,
    yaml: document ?? (as === "yaml" ? world.yaml : ""),
    reason: past?.reason ?? "",
  };
  return (
    <>
      {header}
      <CreateClusterForm
        organization={organization}
        places={world.places}
        initial={initial}
        first={await readForPage(checkCluster, context, toCheckInput(initial), here)}
        action={createClusterAction}
      />
    </>
  );
}

/** Why nothing can be created here, and the way to what can be done about it. */
function MayNot({ world, here }: { world: CreateWorld; here: string }) {
  if (world.mayCreate.ok) return null;
  const { kind, reason, next } = world.mayCreate;
  if (kind !== "state" || world.places.length === 0) return <Notice tone="info" title={reason} next={next} />;
  return (
    <EmptyState
      title={reason}
      action={
        <LinkButton href={paths.signInVcd({ next: here })} variant="primary">
          Sign in with VMware Cloud Director
        </LinkButton>
      }
    >
      {next}
    </EmptyState>
  );
}
