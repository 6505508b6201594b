import type { Metadata } from "next";
import { RegisterClusterForm } from "@/components/admin-clusters/register-cluster-form";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listVpcChoices } from "@/lib/services/clusters/list-vpc-choices";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { registerClusterAction } from "../actions";

export const metadata: Metadata = { title: "Register cluster" };

export default async function NewClusterPage({
  searchParams,
}: {
  searchParams: Promise<{ place?: string | string[]; vpc?: string | string[] }>;
}) {
  const { place, vpc } = await searchParams;
  const choices = await readForPage(listVpcChoices, await requestContext(null), {}, paths.newCluster());
  const chosen = choices.vpcs.find((choice) => choice.placeId === place && choice.vpcId === vpc);
  return (
    <>
      <PageHeader
        title="Register cluster"
        sentence={chosen?.proposal?.reason ?? "In a VPC that was found in one of your accounts."}
        breadcrumbs={[{ label: "All clusters", href: paths.adminClusters() }]}
      />
      {choices.vpcs.length === 0 ? (
        <EmptyState
          title="No VPC was found yet"
          action={<LinkButton href={paths.accounts()}>Go to accounts</LinkButton>}
        >
          Register an account first, or see whether the one you registered can be read. Its VPCs appear here
          within seconds after the first look.
        </EmptyState>
      ) : (
        <RegisterClusterForm
          choices={choices}
          initial={{
            vpc: chosen ? `${chosen.placeId}/${chosen.vpcId}` : "",
            name: chosen?.proposal?.name ?? "",
            class: chosen?.proposal?.class ?? "",
          }}
          action={registerClusterAction}
        />
      )}
    </>
  );
}
