import { z } from "zod";
import { upgradeCluster } from "@/lib/domain/vcd/acts-can";
import type { TemplateSeen } from "@/lib/domain/vcd/observed";
import { type AskPatience, askAndAwait, type HearAnswer } from "../asks/await-answer";
import { publicSealingKey } from "../asks/limit-asks";
import type { VerbContext } from "../context";
import { demand, verb } from "../verb";
import { loadActedCluster } from "./load-acted-cluster";
import { putAsk } from "./put-ask";

/** Puts down that a person wants to know what a cluster can be upgraded to. */
export const putUpgradePlanAsk = verb({
  name: "vcd-clusters.ask-upgrade-plan",
  kind: "change",
  permission: "cluster.change",
  input: z.object({ id: z.uuid(), publicKey: publicSealingKey }),
  subject: ({ id }) => ({ kind: "cluster", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const acted = await loadActedCluster(tx, actor, input.id, now);
    demand(upgradeCluster(acted.world, acted.cluster));
    const asked = await putAsk({ actor, tx, now }, acted, {
      kind: "upgrade-plan",
      publicKey: input.publicKey,
    });
    audit({ subject: { kind: "cluster", id: input.id }, facts: { cluster: acted.cluster.name } });
    return asked;
  },
});

/** Templates that CSE says a cluster can be upgraded to, asked now in the person's own name. */
export async function askUpgradePlan(
  context: VerbContext,
  { id }: { id: string },
  hear: HearAnswer,
  patience?: AskPatience,
): Promise<{ templates: TemplateSeen[] }> {
  const ask = (as: VerbContext, publicKey: string) => putUpgradePlanAsk(as, { id, publicKey });
  const { templates } = await askAndAwait(context, "upgrade-plan", ask, hear, patience);
  return { templates };
}
