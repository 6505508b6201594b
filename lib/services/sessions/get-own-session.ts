import { z } from "zod";
import { verb } from "../verb";
import { loadOwnSession } from "./load-own-session";

/** When the session ends that this is asked with. */
export const getOwnSession = verb({
  name: "sessions.get",
  kind: "read",
  permission: "self.read",
  scope: "person",
  input: z.object({}),
  run: ({ actor, tx }) => loadOwnSession(tx, actor),
});
