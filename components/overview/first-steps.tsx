import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { type Capability, whyNot } from "@/lib/domain/capability";
import type { ClusterListView } from "@/lib/domain/clusters/cluster-list";
import { paths } from "@/lib/paths";

type Step = readonly [title: string, text: string];

const connecting: Step[] = [
  ["You ask", "Name a production cluster and your VPC. Clashes of addresses show while you type."],
  ["The provider approves", "An admin sees exactly what you asked for, and decides."],
  ["You accept in AWS", "The page gives you the values to compare and the commands to run."],
  [
    "It is connected",
    "The cluster's routes are written and watched; you see what is there, and how old that is.",
  ],
];

const exposing: Step[] = [
  [
    "You ask",
    "Choose a cluster, or have a new one exposed from the start. What is in the way is said first.",
  ],
  ["The provider approves", "An admin sees the address, the port and the rule that will be made."],
  [
    "A rule is made",
    "One external address, port 6443 only, leads to the cluster's API server. You watch it happen.",
  ],
  ["You use kubectl", "Download the kubeconfig; the page says what was checked, and how old that is."],
];

/** How the first connection comes about, and the button that begins it. */
export function FirstConnection({ organization, may }: { organization: string; may: Capability }) {
  return (
    <Panel
      title="Connect your network with a cluster"
      sentence="A connection joins a production cluster in AWS with a VPC of yours, on private addresses."
    >
      <Steps steps={connecting} />
      <LinkButton href={paths.newConnection(organization)} variant="primary" disabledReason={whyNot(may)}>
        Request connection
      </LinkButton>
    </Panel>
  );
}

/** How the first exposure comes about: of a cluster in the list, or of the first one that is created. */
export function FirstExposure({
  organization,
  hasClusters,
  vcdOrganizations,
  create,
}: Pick<ClusterListView, "vcdOrganizations" | "create"> & {
  organization: string;
  /** Some in VCD are there to choose from. */
  hasClusters: boolean;
}) {
  const [bound] = vcdOrganizations;
  const newCluster = paths.newVcdCluster(organization);
  return (
    <Panel
      title="Reach a cluster from outside"
      sentence="Clusters in VMware Cloud Director have their API server on a private address. Exposing one makes kubectl work from outside."
    >
      <Steps steps={exposing} />
      {hasClusters ? (
        <LinkButton href={paths.clusters(organization, { state: "vcd" })} variant="primary">
          Choose a cluster
        </LinkButton>
      ) : bound && !vcdOrganizations.some(({ signedIn }) => signedIn) ? (
        <LinkButton
          href={paths.signInVcd({ next: newCluster, site: bound.siteId, organization: bound.name })}
          variant="primary"
        >
          Sign in to {bound.siteName} to create one
        </LinkButton>
      ) : (
        <LinkButton href={newCluster} variant="primary" disabledReason={whyNot(create)}>
          Create cluster
        </LinkButton>
      )}
    </Panel>
  );
}

function Steps({ steps }: { steps: Step[] }) {
  return (
    <ol className="mb-4 grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      {steps.map(([title, text], index) => (
        <li key={title} className="rounded-md border border-border p-3">
          <p className="font-medium">
            {index + 1}. {title}
          </p>
          <p className="text-muted">{text}</p>
        </li>
      ))}
    </ol>
  );
}
