import { z } from "zod";
import { loadRequestWorld } from "@/lib/db/connections";
import { verb } from "../verb";

/** What the form needs to judge a request while it is typed: the organization's clusters and what they bear. */
export const getRequestWorld = verb({
  name: "connections.world",
  kind: "read",
  permission: "connection.read",
  input: z.object({}),
  run: ({ actor, tx, now }) => loadRequestWorld(tx, { organizationId: actor.organizationId, now }),
});
