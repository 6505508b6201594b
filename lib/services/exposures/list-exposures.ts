import { z } from "zod";
import { countExposures, listExposureRows } from "@/lib/db/exposures";
import { exposureStates } from "@/lib/domain/exposures/states";
import { type ExposurePage, exposureFilters } from "@/lib/domain/exposures/views";
import { readCursor, writeCursor } from "../cursor";
import { verb } from "../verb";
import { lineOf } from "./line-of";

const pageSize = 50;
const filters = [...exposureFilters.map(({ key }) => key), ...exposureStates];

/** One page of the organization's exposures, newest first. An address that was edited by hand falls back to defaults. */
export const listExposures = verb({
  name: "exposures.list",
  kind: "read",
  permission: "cluster.read",
  input: z.object({
    search: z.string().optional(),
    state: z
      .string()
      .optional()
      .transform((text) => filters.find((word) => word === text)),
    cluster: z.string().optional(),
    after: z.string().optional(),
  }),
  run: async ({ actor, input, tx }): Promise<ExposurePage> => {
    const { organizationId } = actor;
    const rows = await listExposureRows(tx, {
      organizationId,
      search: (input.search ?? "").slice(0, 200),
      filter: input.state ?? "current",
      clusterId: z.uuid().safeParse(input.cluster).data ?? null,
      after: readCursor(input.after),
      limit: pageSize,
    });
    const page = rows.slice(0, pageSize);
    const last = page.at(-1)?.exposure;
    return {
      rows: page.map(lineOf),
      counts: await countExposures(tx, organizationId),
      next: rows.length > pageSize && last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
    };
  },
});
