import type { ClusterConfig } from "./cluster-config";

/** What CSE is asked to do in a person's name, with their own token. A create with expose is an exposure instead. */
export const actKinds = ["create", "resize", "upgrade", "share", "delete", "force-delete"] as const;
export type ActKind = (typeof actKinds)[number];

/** Details of an act, as they were confirmed. */
export type ActInput =
  | { kind: "create"; config: ClusterConfig }
  | { kind: "resize"; workers: number; nfsNodes: number }
  | { kind: "upgrade"; templateName: string; templateRevision: number }
  /** Everybody who is to have access beside the owner; who is left out loses it. */
  | { kind: "share"; shares: { userId: string; userName: string; accessLevelId: string }[] }
  | { kind: "delete" }
  | { kind: "force-delete" };

/** Faults of ours, found before anything was sent. */
export const actFaultCodes = {
  nameTaken: "NameTaken",
  clusterGone: "ClusterGone",
  clusterBusy: "ClusterBusy",
  notInPlan: "NotInPlan",
  notSentInTime: "NotSentInTime",
} as const;

/** An act that waits for a sign-in is taken back after this long: nobody expects it to be done days later. */
export const actWaitsMs = 60 * 60_000;

/**
 * - `waiting`: for the worker, or for the person to sign in again
 * - `sending`: committed, being sent
 * - `accepted`: answered 202, its task runs
 * - `done`: its task ended well
 * - `refused`: answered with an error, or its task ended with one
 * - `unknown`: no answer; may have taken effect, and is looked for
 * - `lost`: proved to have had no effect
 * - `cancelled`: taken back before it was sent
 */
export const actStates = [
  "waiting",
  "sending",
  "accepted",
  "done",
  "refused",
  "unknown",
  "lost",
  "cancelled",
] as const;
export type ActState = (typeof actStates)[number];

/** True while another act on the same cluster must wait. */
export function isActLive(state: ActState): boolean {
  return state === "waiting" || state === "sending" || state === "accepted" || state === "unknown";
}
