import { Meter } from "@/components/ui/meter";
import { Panel } from "@/components/ui/panel";
import type { ClusterFacts } from "@/lib/domain/connections/request-world";
import { AddressSpacePicture } from "./address-space-picture";
import { ClusterRoom } from "./cluster-room";
import type { RequestCheck } from "./request-check";

/** Beside the form: how much room there is, and where the request lies among the addresses in use. */
export function RequestAside({
  clusters,
  chosen,
  picture,
  now,
}: {
  clusters: ClusterFacts[];
  chosen: ClusterFacts | null;
  picture: RequestCheck["picture"];
  now: string;
}) {
  const production = clusters.filter((cluster) => cluster.class === "production");
  return (
    <aside aria-label="Room and addresses" className="space-y-5 lg:sticky lg:top-20">
      <Panel title={chosen ? `Room left on ${chosen.name}` : "Room left"}>
        {chosen ? (
          <ClusterRoom cluster={chosen} now={now} />
        ) : (
          <div className="space-y-3">
            {production.map((cluster) => (
              <div key={cluster.id}>
                <p className="text-sm text-muted">{cluster.name}</p>
                <Meter used={cluster.used} limit={cluster.limit} what="connections" />
              </div>
            ))}
          </div>
        )}
      </Panel>
      {picture && picture.layout.blocks.length > 0 ? (
        <Panel title="Addresses in use">
          <AddressSpacePicture
            narrow
            layout={picture.layout}
            caption="Blocks that share addresses stand above each other. Long empty stretches are cut (⋯)."
          />
          {picture.leftOut > 0 ? (
            <p className="mt-2 text-sm text-muted">
              {picture.leftOut} more blocks are in use elsewhere and not drawn; none of them is in the way.
            </p>
          ) : null}
        </Panel>
      ) : null}
    </aside>
  );
}
