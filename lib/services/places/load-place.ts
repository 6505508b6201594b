import { type AccountRow, findPlace, type PlaceRow } from "@/lib/db/accounts";
import type { Transaction } from "@/lib/db/pool";
import { findBoundPlace } from "@/lib/db/sites";
import { announceAccount } from "../accounts/load-account";
import type { Actor } from "../context";
import { notFound } from "../errors";
import { announceSite } from "../sites/load-site";

/** A Region of an account. */
export async function loadPlace(
  tx: Transaction,
  id: string,
): Promise<{ place: PlaceRow; account: AccountRow }> {
  const found = await findPlace(tx, id);
  if (!found) throw notFound("place");
  return found;
}

/** A place of either kind, with what it is called, what is recorded of it, and how its page hears of a change. */
export type AnyPlace = {
  place: PlaceRow;
  name: string;
  facts: Record<string, string>;
  announce: (tx: Transaction, actor: Actor) => Promise<void>;
};

/** A Region of an account, or an organization of a site. */
export async function loadAnyPlace(tx: Transaction, id: string): Promise<AnyPlace> {
  const ofAccount = await findPlace(tx, id);
  if (ofAccount) {
    const { place, account } = ofAccount;
    return {
      place,
      name: place.region,
      facts: { accountId: account.accountId, region: place.region },
      announce: (within, actor) => announceAccount(within, actor, account.id),
    };
  }
  const ofSite = await findBoundPlace(tx, id);
  if (!ofSite) throw notFound("place");
  const { place, binding } = ofSite;
  return {
    place,
    name: binding.name,
    facts: { vcdOrganization: binding.name },
    announce: (within, actor) => announceSite(within, actor, binding.siteId),
  };
}
