import { z } from "zod";

const milliseconds = z.number().int().min(0);
const count = z.number().int().min(0);

export const quotasSchema = z
  .object({
    activePeeringsPerVpc: count,
    outstandingPeeringsPerRegion: count,
    routesPerTable: count,
    routeTablesPerVpc: count,
    cidrBlocksPerVpc: count,
    tagsPerResource: count,
  })
  .partial()
  .strict();

export const settingsSchema = z
  .object({
    delays: z
      .object({
        initiatingMs: milliseconds,
        provisioningMs: milliseconds,
        deletingMs: milliseconds,
        viewLagMs: milliseconds,
      })
      .partial()
      .strict(),
    viewLagMs: milliseconds,
    tokenBuckets: z.boolean(),
    verifySignatures: z.boolean(),
    quotas: quotasSchema,
  })
  .partial()
  .strict();

export type SettingsChange = z.infer<typeof settingsSchema>;

export const defaultSettings = {
  delays: { initiatingMs: 1000, provisioningMs: 2000, deletingMs: 3000, viewLagMs: 0 },
  tokenBuckets: false,
  verifySignatures: true,
  quotas: {
    activePeeringsPerVpc: 50,
    outstandingPeeringsPerRegion: 25,
    routesPerTable: 50,
    routeTablesPerVpc: 200,
    cidrBlocksPerVpc: 5,
    tagsPerResource: 50,
  },
};

export type Settings = typeof defaultSettings;

export function changeSettings(settings: Settings, change: SettingsChange): Settings {
  const lag = change.viewLagMs === undefined ? {} : { viewLagMs: change.viewLagMs };
  return {
    delays: { ...settings.delays, ...change.delays, ...lag },
    tokenBuckets: change.tokenBuckets ?? settings.tokenBuckets,
    verifySignatures: change.verifySignatures ?? settings.verifySignatures,
    quotas: { ...settings.quotas, ...change.quotas },
  };
}
