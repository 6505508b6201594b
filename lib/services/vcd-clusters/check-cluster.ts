import type { ClusterCheckView } from "@/lib/domain/vcd/create-views";
import { notFound } from "../errors";
import { verb } from "../verb";
import { draftInput } from "./draft-input";
import { judgeDraft } from "./judge-draft";
import { loadCreatePlaces } from "./load-create-place";

/** What the checks say of a configuration as it is typed, and its other view. Nothing is asked of VCD, nothing kept. */
export const checkCluster = verb({
  name: "vcd-clusters.check",
  kind: "read",
  permission: "cluster.read",
  input: draftInput,
  run: async ({ actor, input, tx, now }): Promise<ClusterCheckView> => {
    const [place] = await loadCreatePlaces(tx, actor, now, input.placeId);
    if (!place) throw notFound("organization of VMware Cloud Director");
    return judgeDraft(place, input, now).view;
  },
});
