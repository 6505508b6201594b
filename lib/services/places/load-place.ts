import { type AccountRow, findPlace, type PlaceRow } from "@/lib/db/accounts";
import type { Transaction } from "@/lib/db/pool";
import { notFound } from "../errors";

export async function loadPlace(
  tx: Transaction,
  id: string,
): Promise<{ place: PlaceRow; account: AccountRow }> {
  const found = await findPlace(tx, id);
  if (!found) throw notFound("place");
  return found;
}
