import { type Answer, document1, type Json, type Person, type Vcd, type Wire } from "./client";

/** Creates a cluster through CSE 3.0.4 and lets its task end. */
export async function buildCluster(admin: Person, change: Parameters<typeof document1>[0] = {}) {
  const answer = await admin.createCluster(document1(change));
  await admin.vcd.finish();
  return { answer, id: answer.body.id as string, task: await admin.task(answer) };
}

/** PUT of the stored document with some of its spec changed, as the recipe for 1.0.0 wants it. */
export async function putSpec(admin: Person, id: string, change: Json): Promise<Answer> {
  const { entity } = await admin.entity(id);
  const { status: _, ...stored } = entity;
  return admin.call("PUT", `/api/cse/3.0/cluster/${id}`, { ...stored, spec: { ...stored.spec, ...change } });
}

/** The NAT rules there really are on tenant1's edge. */
export const rulesOf = async (vcd: Vcd): Promise<Wire[]> =>
  (await vcd.organization("tenant1")).edgeGateways[0].natRules;

/** CSE's words in a refusal. */
export const description = (answer: Answer): string => answer.body.message["error description"];
