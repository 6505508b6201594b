import { z } from "zod";
import { type AccountRow, listAccountRows, listPlaceFigures, type PlaceFigures } from "@/lib/db/accounts";
import type { AccountLine } from "@/lib/domain/places/views";
import { verb } from "../verb";

export const listAccounts = verb({
  name: "accounts.list",
  kind: "read",
  permission: "account.read",
  input: z.object({}),
  run: async ({ tx }): Promise<AccountLine[]> => {
    const accounts = await listAccountRows(tx);
    const places = await listPlaceFigures(tx, "*");
    return accounts.map((account) =>
      toLine(
        account,
        places.filter(({ place }) => place.awsAccountId === account.id),
      ),
    );
  },
});

function toLine(account: AccountRow, places: PlaceFigures[]): AccountLine {
  const sum = (count: (figures: PlaceFigures) => number) =>
    places.reduce((total, figures) => total + count(figures), 0);
  const sweeps = places.map(({ place }) => place.sweptAt);
  const never = sweeps.some((at) => at === null);
  const oldest = sweeps.reduce((first, at) => (first && at && at < first ? at : first), sweeps[0] ?? null);
  return {
    id: account.id,
    accountId: account.accountId,
    name: account.name,
    mode: account.mode,
    regions: places.map(({ place }) => place.region),
    clusters: sum((figures) => figures.clusters),
    connections: sum((figures) => figures.connections),
    oldestSweepAt: never ? null : (oldest?.toISOString() ?? null),
    failing: places.filter(({ place }) => place.failures > 0).map(({ place }) => place.region),
    held: places.filter(({ place }) => place.heldAt).map(({ place }) => place.region),
    checkFailures: account.checkResult?.lines.filter((line) => line.result === "fail").length ?? null,
  };
}
