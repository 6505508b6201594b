import { z } from "zod";
import type { ClusterListView } from "@/lib/domain/clusters/cluster-list";
import { verb } from "../verb";
import { readClusterList } from "./read-cluster-list";

/** The organization's clusters, in AWS with the room that each has left, in VCD with how each is reached. */
export const listClusters = verb({
  name: "clusters.list",
  kind: "read",
  permission: "cluster.read",
  input: z.object({}),
  run: ({ actor, tx, now }): Promise<ClusterListView> => readClusterList(tx, actor, now),
});
