import { findGroupMapping, type GroupMapping } from "@/lib/db/group-mappings";
import type { Transaction } from "@/lib/db/pool";
import { notFound } from "../errors";

export async function loadMapping(tx: Transaction, id: string): Promise<GroupMapping> {
  const mapping = await findGroupMapping(tx, id);
  if (!mapping) throw notFound("mapping");
  return mapping;
}
