import { z } from "zod";
import { shareCluster } from "@/lib/domain/vcd/acts-can";
import type { ClusterShare, VcdReference } from "@/lib/domain/vcd/observed";
import { type AskPatience, askAndAwait, type HearAnswer } from "../asks/await-answer";
import { publicSealingKey } from "../asks/limit-asks";
import type { VerbContext } from "../context";
import { demand, verb } from "../verb";
import { loadActedCluster } from "./load-acted-cluster";
import { putAsk } from "./put-ask";

/** Puts down that a person wants to know whom a native cluster is shared with. */
export const putSharesAsk = verb({
  name: "vcd-clusters.ask-shares",
  kind: "change",
  permission: "cluster.change",
  input: z.object({ id: z.uuid(), publicKey: publicSealingKey }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const acted = await loadActedCluster(tx, actor, input.id, now);
    demand(shareCluster(acted.world, acted.cluster));
    const asked = await putAsk({ actor, tx, now }, acted, { kind: "shares", publicKey: input.publicKey });
    audit({ subject: { kind: "cluster", id: input.id }, facts: { cluster: acted.cluster.name } });
    return asked;
  },
});

/** Whom a cluster is shared with beside its owner, and who could be; `users` is null where they cannot be read. */
export async function askShares(
  context: VerbContext,
  { id }: { id: string },
  hear: HearAnswer,
  patience?: AskPatience,
): Promise<{ shares: ClusterShare[]; users: (VcdReference & { fullName: string })[] | null }> {
  const ask = (as: VerbContext, publicKey: string) => putSharesAsk(as, { id, publicKey });
  const { shares, users } = await askAndAwait(context, "shares", ask, hear, patience);
  return { shares, users };
}
