import { z } from "zod";
import { loadRequestWorld } from "@/lib/db/connections";
import type { RequestFormView } from "@/lib/domain/connections/views";
import { verb } from "../verb";
import { mayRequestConnection } from "./may-request";

/** What the form needs to judge a request while it is typed: the organization's clusters and what they bear. */
export const getRequestWorld = verb({
  name: "connections.world",
  kind: "read",
  permission: "connection.read",
  input: z.object({}),
  run: async ({ actor, tx, now }): Promise<RequestFormView> => ({
    ...(await loadRequestWorld(tx, { organizationId: actor.organizationId, now })),
    mayRequest: await mayRequestConnection(tx, actor),
  }),
});
