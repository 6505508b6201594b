import { z } from "zod";
import { shareCluster as mayShare } from "@/lib/domain/vcd/acts-can";
import { demand, verb } from "../verb";
import { insertAct, loadActedCluster } from "./load-acted-cluster";

const share = z.object({
  userId: z.string().regex(/^urn:vcloud:user:[0-9a-f-]{36}$/i, "This is no user of VMware Cloud Director."),
  userName: z.string().max(256),
  accessLevelId: z.enum(
    ["ReadOnly", "ReadWrite", "FullControl"].map((level) => `urn:vcloud:accessLevel:${level}`),
    { error: "Choose read only, read and write, or full control." },
  ),
});

/** Has CSE replace the whole list of those whom a native cluster is shared with. */
export const shareCluster = verb({
  name: "vcd-clusters.share",
  kind: "change",
  permission: "cluster.change",
  input: z.object({
    id: z.uuid(),
    shares: z
      .array(share)
      .max(200, "CSE is given up to 200 people at a time.")
      .refine(
        (shares) => new Set(shares.map(({ userId }) => userId)).size === shares.length,
        "Somebody is named twice.",
      ),
  }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const acted = await loadActedCluster(tx, actor, input.id, now, { lock: true });
    demand(mayShare(acted.world, acted.cluster));
    const { shares } = input;
    const { actId } = await insertAct({ actor, tx, now }, acted, { kind: "share", shares });
    // What it was before is CSE's to know: who is given a level there, and who had one, is read on asking.
    audit({
      subject: { kind: "cluster", id: input.id },
      after: { shares: shares.map(({ userName, accessLevelId }) => `${userName} ${accessLevelId}`) },
      facts: { actId, name: acted.cluster.name },
    });
    return { id: input.id };
  },
});
