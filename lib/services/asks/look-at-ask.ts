import { z } from "zod";
import { readAskState } from "@/lib/db/asks";
import { notFound } from "../errors";
import { verb } from "../verb";

/** How far something has come that the person waits for. */
export const lookAtAsk = verb({
  name: "asks.look",
  kind: "read",
  permission: "kubeconfig.read",
  input: z.object({ askId: z.uuid() }),
  run: async ({ actor, input, tx }) => {
    const { organizationId, personId } = actor;
    const state = await readAskState(tx, { organizationId, personId, id: input.askId });
    if (!state) throw notFound("answer");
    return { state };
  },
});
