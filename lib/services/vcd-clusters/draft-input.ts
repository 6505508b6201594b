import { z } from "zod";

const text = z.string().max(10_000, "This is too long.");
/** A longer one is read by nobody: the checks say so in words. */
const yaml = z.string().max(200_000, "This text is too long to be the configuration of one cluster.");

const form = z.object({
  kind: text,
  name: text,
  organization: text,
  vdc: text,
  network: text,
  templateName: text,
  templateRevision: text,
  controlPlaneSizing: text,
  controlPlaneStorage: text,
  workers: text,
  workerSizing: text,
  workerStorage: text,
  nfsNodes: text,
  nfsStorage: text,
  sshKey: text,
  rollbackOnFailure: z.boolean(),
  expose: z.boolean(),
});

const placeId = z.uuid("Choose where the cluster is to be made.");

/** A cluster's configuration as it was typed: as a form, or as text. */
export const draftInput = z.discriminatedUnion("as", [
  z.object({ as: z.literal("form"), placeId, form, base: yaml.optional() }),
  z.object({ as: z.literal("yaml"), placeId, yaml }),
]);

export const createInput = z.discriminatedUnion("as", [
  z.object({ as: z.literal("form"), placeId, form, base: yaml.optional(), reason: text.optional() }),
  z.object({ as: z.literal("yaml"), placeId, yaml, reason: text.optional() }),
]);
