import { z } from "zod";
import { updateConnection } from "@/lib/db/connections";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/connections/can";
import { connectionName } from "@/lib/domain/connections/request-schema";
import { demand, verb } from "../verb";
import { loadConnectionToChange } from "./load-connection";
import { refuseDuplicates } from "./refuse-duplicates";

/** Gives a connection another name. It is ours alone: AWS is not told. */
export const renameConnection = verb({
  name: "connections.rename",
  kind: "change",
  permission: "connection.rename",
  input: z.object({
    id: z.uuid(),
    name: z
      .string()
      .transform((name) => name.trim().replace(/\s+/g, " "))
      .superRefine((name, context) => {
        for (const { message } of connectionName.safeParse(name).error?.issues ?? []) {
          context.addIssue({ code: "custom", message });
        }
      }),
  }),
  subject: ({ id }) => ({ kind: "connection", id }),
  run: async ({ actor, input, tx, audit }) => {
    const { connection } = await loadConnectionToChange(tx, actor, input.id);
    demand(can.renameConnection({ role: actor.role, state: connection.state }));
    const scope = { organizationId: actor.organizationId, id: connection.id };
    await refuseDuplicates(input.name, () => updateConnection(tx, scope, { name: input.name }));
    audit({
      subject: { kind: "connection", id: connection.id },
      before: { name: connection.name },
      after: { name: input.name },
    });
    await announceChange(tx, {
      organizationId: actor.organizationId,
      kind: "connections",
      id: connection.id,
    });
    return { id: connection.id };
  },
});
