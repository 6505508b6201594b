import { v7 as uuidv7 } from "uuid";
import { insertAsk } from "@/lib/db/asks";
import type { AskKind } from "@/lib/domain/asks/asks";
import { refuseTooManyAsks } from "../asks/limit-asks";
import type { VerbTools } from "../verb";
import type { ActedCluster } from "./load-acted-cluster";

/** Puts down a question to CSE about a cluster, to be asked in the person's own name. */
export async function putAsk(
  { actor, tx, now }: Pick<VerbTools<unknown>, "actor" | "tx" | "now">,
  { found, person }: ActedCluster,
  { kind, publicKey }: { kind: AskKind; publicKey: string },
): Promise<{ askId: string }> {
  await refuseTooManyAsks(tx, actor.personId, now);
  const askId = uuidv7();
  await insertAsk(tx, {
    id: askId,
    organizationId: actor.organizationId,
    personId: actor.personId,
    vcdSessionId: person?.vcdSessionId ?? null,
    kind,
    clusterKind: "vcd",
    clusterId: found.cluster.id,
    publicKey,
    createdAt: now,
  });
  return { askId };
}
