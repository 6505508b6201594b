import { z } from "zod";
import {
  type ConnectionCursor,
  type ConnectionRow,
  type ConnectionSort,
  countConnections,
  listConnectionRows,
} from "@/lib/db/connections";
import { connectionStates } from "@/lib/domain/connections/states";
import { connectionFilters } from "@/lib/domain/connections/status";
import { summarizeConnection } from "@/lib/domain/connections/summary";
import type { ConnectionPage } from "@/lib/domain/connections/views";
import { noSuchPage, readMoment } from "../cursor";
import { verb } from "../verb";
import { mayRequestConnection } from "./may-request";

const pageSize = 50;
const filterKeys = connectionFilters.map((filter) => filter.key);
const sorts = ["name", "-name", "created", "-created"] as const satisfies ConnectionSort[];

/** One page of the organization's connections. An address that was edited by hand falls back to the defaults. */
export const listConnections = verb({
  name: "connections.list",
  kind: "read",
  permission: "connection.read",
  input: z.object({
    search: z.string().optional(),
    state: z
      .string()
      .optional()
      .transform(oneOf([...filterKeys, ...connectionStates])),
    sort: z.string().optional().transform(oneOf(sorts)),
    cluster: z.string().optional(),
    after: z.string().optional(),
  }),
  run: async ({ actor, input, tx }): Promise<ConnectionPage> => {
    const sort = input.sort ?? "-created";
    const rows = await listConnectionRows(tx, {
      organizationId: actor.organizationId,
      search: (input.search ?? "").slice(0, 200),
      filter: input.state ?? "current",
      clusterId: z.uuid().safeParse(input.cluster).data ?? null,
      sort,
      after: input.after ? readCursor(input.after, sort) : null,
      limit: pageSize,
    });
    const page = rows.slice(0, pageSize);
    const last = page.at(-1);
    return {
      rows: page.map(({ connection, cluster, withdrawAfterHours }) =>
        summarizeConnection(connection, cluster, withdrawAfterHours),
      ),
      counts: await countConnections(tx, actor.organizationId),
      next: rows.length > pageSize && last ? writeCursor(last, sort) : null,
      mayRequest: await mayRequestConnection(tx, actor),
    };
  },
});

function oneOf<Word extends string>(words: readonly Word[]) {
  return (text: string | undefined) => words.find((word) => word === text);
}

function writeCursor({ key, connection }: { key: string; connection: ConnectionRow }, sort: ConnectionSort) {
  const value = isByName(sort) ? key : connection.createdAt.toISOString();
  return Buffer.from(JSON.stringify([value, connection.id])).toString("base64url");
}

/** A cursor of the other order is none: its value is no time. */
function readCursor(text: string, sort: ConnectionSort): ConnectionCursor {
  const read = cursorText.safeParse(decode(text));
  if (!read.success) throw noSuchPage();
  const [value, id] = read.data;
  if (isByName(sort) ? value.includes("\u0000") : !readMoment(value)) throw noSuchPage();
  return { value, id };
}

const cursorText = z.tuple([z.string(), z.guid()]);

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

function isByName(sort: ConnectionSort): boolean {
  return sort.endsWith("name");
}
