import { z } from "zod";

export type Personality = "3.0.4" | "3.1.4";

const milliseconds = z.number().int().min(0);

export const settingsSchema = z
  .strictObject({
    personality: z.enum(["3.0.4", "3.1.4"]),
    /** How long a change of an edge gateway takes. */
    edgeTaskMs: milliseconds,
    /** How long each step of CSE takes. */
    cseStepMs: milliseconds,
    /** Between CSE's reading of the used addresses and its POST: the window in which two creates pick one address. */
    csePickMs: milliseconds,
    /** CSE's pause before it tries a busy edge again (30 s in CSE 3.1.4; 3.0.4 does not try again). */
    cseBusyRetryMs: milliseconds,
    /** How often CSE looks at a task it waits for. */
    cseTaskPollMs: milliseconds,
    /** Clusters CSE works on at a time; one more answers 429. */
    cseThreads: z.number().int().min(1),
    sessionIdleMs: milliseconds,
    /** Wrong passwords until an account is locked, and for how long. */
    lockOutAfter: z.number().int().min(1),
    lockOutMs: milliseconds,
    taskExpiryMs: milliseconds,
    cseEnabled: z.boolean(),
    cseInstalled: z.boolean(),
  })
  .partial();

export type SettingsChange = z.infer<typeof settingsSchema>;

export const defaultSettings = {
  personality: "3.0.4" as Personality,
  edgeTaskMs: 2_000,
  cseStepMs: 3_000,
  csePickMs: 250,
  cseBusyRetryMs: 30_000,
  cseTaskPollMs: 500,
  cseThreads: 10,
  sessionIdleMs: 30 * 60_000,
  lockOutAfter: 5,
  lockOutMs: 15 * 60_000,
  taskExpiryMs: 90 * 24 * 3_600_000,
  cseEnabled: true,
  cseInstalled: true,
};

export type Settings = typeof defaultSettings;

const versions: Record<Personality, { api: string[]; cse: string[]; entityTypes: string[] }> = {
  "3.0.4": { api: ["33.0", "34.0", "35.0"], cse: ["35.0"], entityTypes: ["1.0.0"] },
  "3.1.4": {
    api: ["34.0", "35.0", "35.2", "36.0", "36.1"],
    cse: ["35.0", "36.0"],
    entityTypes: ["1.0.0", "2.1.0"],
  },
};

/** What each pair of VCD and CSE speaks: 3.0.4 on VCD 10.2, 3.1.4 on VCD 10.3.1. */
export const versionsOf = (personality: Personality) => versions[personality];

export const atLeast = (version: string, wanted: number) => Number(version) >= wanted;
