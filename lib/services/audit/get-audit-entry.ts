import { z } from "zod";
import { genesisHash } from "@/lib/db/audit";
import { fits } from "@/lib/db/audit-chain";
import { findAuditRow, findNeighbours } from "@/lib/db/audit-log";
import type { AuditEntryView } from "@/lib/domain/audit/views";
import { notFound } from "../errors";
import { verb } from "../verb";
import { toAuditLine } from "./audit-line";
import { loadScope } from "./load-scope";

/** One entry, whole, with its place in the chain. */
export const getAuditEntry = verb({
  name: "audit.get",
  kind: "read",
  permission: "audit.read",
  /** `seq` as it stands in the address. */
  input: z.object({ organization: z.string(), seq: z.string() }),
  run: async ({ actor, input, tx }): Promise<AuditEntryView> => {
    const { organizationId } = await loadScope(tx, actor, input.organization);
    if (!/^[1-9]\d{0,14}$/.test(input.seq)) throw notFound("entry");
    const key = { organizationId: organizationId, seq: Number(input.seq) };
    const row = await findAuditRow(tx, key);
    if (!row) throw notFound("entry");
    const { entry } = row;
    const { older, newer } = await findNeighbours(tx, key);
    const follows = older ? older.seq === key.seq - 1 : key.seq === 1;
    const isFollowed = newer === null || (newer.seq === key.seq + 1 && newer.previousHash === entry.hash);
    return {
      ...toAuditLine(row),
      personId: entry.personId,
      chain: {
        previousHash: entry.previousHash,
        hash: entry.hash,
        fits: follows && isFollowed && fits(entry, older?.hash ?? genesisHash),
      },
      older: older?.seq ?? null,
      newer: newer?.seq ?? null,
    };
  },
});
