import { readQuotas } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import { type Capability, firstRefusal } from "@/lib/domain/capability";
import * as can from "@/lib/domain/connections/can";
import { addConnection } from "@/lib/domain/organizations/can";
import type { Actor } from "../context";

/** Whether one more connection may be asked for here at all, said before anything is typed. */
export async function mayRequestConnection(tx: Transaction, actor: Actor): Promise<Capability> {
  const { connections } = await readQuotas(tx, actor.organizationId);
  return firstRefusal(can.askForConnections({ role: actor.role }), addConnection(connections));
}
