import { allowed, type Capability } from "../capability";
import { fetchKubeconfig } from "../kubeconfig/can";
import type { Quota } from "../organizations/can";
import type { RequestState } from "../requests/requests";
import { type TaskSources, viewTask } from "../vcd/task-view";
import * as can from "./can";
import { type DnatSources, type LiveSources, viewDnat, viewFindings } from "./dnat-view";
import type { Finding } from "./findings";
import { apiPort, type Blocked, type Step } from "./plan-types";
import { removalsOf } from "./removals";
import { repairsOf } from "./repairs";
import { placeStaleness } from "./staleness";
import { isExposureEnded, isExposureMoving } from "./states";
import { type ExposureHistory, tellExposureHistory } from "./timeline";
import type { ExposureLine, ExposureRequestView, ExposureView } from "./views";
import { describeExposureBlocked } from "./words-blocked";
import { describeStep } from "./words-findings";
import {
  describeExposure,
  describeExposureEnding,
  endingTitle,
  exposureStatus,
  exposureWaitsForPerson,
} from "./words-states";

/** What is stored of an exposure, as far as every view needs it. */
export type StoredExposure = Omit<LiveSources, "handshake"> & {
  clusterId: string;
  stateSince: Date;
  blocked: Blocked | null;
  createdAt: Date;
  revision: number;
};

export type ExposureNeighbours = {
  clusterName: string;
  siteName: string;
  vcdOrganizationName: string;
  edgeName: string | null;
};

/** A row of a list: its state at a glance, and who must act. */
export function lineOfExposure(row: StoredExposure, near: ExposureNeighbours): ExposureLine {
  return {
    id: row.id,
    cluster: { id: row.clusterId, name: near.clusterName },
    siteName: near.siteName,
    vcdOrganizationName: near.vcdOrganizationName,
    way: row.way,
    wayWord: row.way === "cse" ? "By CSE's rule" : "By Drawbridge's rule",
    state: row.state,
    status: exposureStatus(row),
    address: row.address,
    port: apiPort,
    internalAddress: row.internalAddress,
    edgeName: near.edgeName,
    waitsFor: whoMustAct(row),
    createdAt: row.createdAt.toISOString(),
    stateSince: row.stateSince.toISOString(),
    revision: row.revision,
  };
}

function whoMustAct({ state, blocked, lights }: StoredExposure): string | null {
  if (state === "awaiting-approval") return "The provider decides";
  if (isExposureEnded(state)) return null;
  if (blocked && exposureWaitsForPerson(blocked)) {
    if (blocked.code === "held") return "The provider holds it";
    if (blocked.code === "sign-in-needed" || blocked.code === "signed-out") return "You sign in again";
    const { who } = describeExposureBlocked(blocked, new Date(0));
    return who === "tenant" ? "You look into it" : "The provider looks into it";
  }
  const bad = lights !== null && Object.values(lights).some((light) => light.value === "bad");
  return state === "exposed" && bad ? "See what needs care" : null;
}

type PlaceFacts = NonNullable<Parameters<typeof placeStaleness>[0]["place"]>;

/** Everything stored that an exposure's page is made of. */
export type ExposureSources = {
  by: can.By;
  /** Exposures of the whole organization. */
  quota: Quota;
  row: StoredExposure & {
    handshake: LiveSources["handshake"];
    wouldSend: Step[];
    findings: Finding[];
    clickedAt: Date | null;
    heldAt: Date | null;
    heldReason: string | null;
    observedAt: Date | null;
  };
  near: ExposureNeighbours;
  cluster: can.ExposableCluster & { heldAt: Date | null; heldReason: string | null };
  place: (PlaceFacts & { held: boolean; heldReason: string | null }) | null;
  /** The live exposure of the same cluster, be it this one or a later one. */
  live: can.LiveExposure;
  dnat: DnatSources;
  requestedBy: string;
  request:
    | (Omit<ExposureRequestView, "decidedAt" | "state"> & { state: RequestState; decidedAt: Date | null })
    | null;
  tasks: TaskSources[];
  history: ExposureHistory;
};

/** What an exposure's page and the API show of it: every fact with its words, judged for who looks. */
export function viewExposure(sources: ExposureSources, now: Date): ExposureView {
  const { row, near, cluster, by, request, dnat } = sources;
  const facts = {
    ...row,
    clusterName: near.clusterName,
    edgeName: near.edgeName,
    decisionNote: request?.note ?? null,
    policy: request?.policy,
  };
  const words = describeExposure(facts, now);
  const ended = isExposureEnded(row.state);
  const repairs = repairsOf(facts);
  const shown = viewDnat({ ...dnat, repairs }, now);
  const removals = ended
    ? []
    : removalsOf({
        ...by,
        cluster,
        live: { state: row.state },
        way: row.way,
        address: row.address,
        saysExposed: dnat.entity?.saysExposed ?? false,
        foundRule: false,
        opened: row.firewall !== null,
      });
  return {
    ...lineOfExposure(row, near),
    sentence: words.sentence,
    next: { who: words.who, text: words.next },
    blocked: blockedView(sources, now),
    held: heldView(sources),
    lights: ended || row.state === "awaiting-approval" ? [] : shown.lights,
    findings: viewFindings(ended ? [] : row.findings, { ...dnat, repairs }),
    dnat: shown,
    firewall: ended ? null : shown.firewall,
    ending:
      ended && row.ending
        ? { title: endingTitle(row.ending), ...describeExposureEnding(row.ending, row) }
        : null,
    since: row.state === "exposed" ? (row.memory.ruleSeenAt ?? row.stateSince.toISOString()) : null,
    observedAt: row.observedAt?.toISOString() ?? null,
    stale:
      ended || row.state === "awaiting-approval"
        ? null
        : placeStaleness({ place: sources.place, seenAt: row.observedAt }, now),
    requestedBy: sources.requestedBy,
    request: request && { ...request, decidedAt: request.decidedAt?.toISOString() ?? null },
    repairs,
    removals,
    tasks: sources.tasks.map((task) => viewTask(task, now)),
    timeline: tellExposureHistory(sources.history),
    can: capabilities(
      sources,
      repairs.map(({ act }) => act),
      removals,
      shown.code,
    ),
    moving: isExposureMoving(row.state) || row.state === "awaiting-approval",
  };
}

function capabilities(
  sources: ExposureSources,
  possible: ExposureView["repairs"][number]["act"][],
  removals: ExposureView["removals"],
  code: ExposureView["dnat"]["code"],
): ExposureView["can"] {
  const { by, quota, row, cluster, dnat } = sources;
  const { placeId } = cluster;
  const ended = isExposureEnded(row.state);
  const live = ended ? null : { state: row.state };
  const held = row.heldAt !== null;
  return {
    withdraw: can.withdrawExposure({ role: by.role, state: row.state }),
    remove:
      firstThatMay(removals.map((choice) => choice.can)) ??
      can.removeExposure({ ...by, cluster, live, foundRule: false, taker: "rule" }),
    repair: can.repairExposure({ ...by, placeId, possible }),
    openFirewall: can.openFirewall({ ...by, placeId, live, waiting: dnat.waitingOpening !== null }),
    closeFirewall: can.closeFirewall({ ...by, placeId, live, open: row.firewall?.wanted === "open" }),
    exposeAgain: can.requestExposure({ ...by, cluster, live: sources.live, dnat: code, quota }),
    hold: can.hold({ role: by.role, ended, held, what: "exposure" }),
    release: can.release({ role: by.role, held, what: "exposure" }),
    readKubeconfig: fetchKubeconfig({ role: by.role, person: by.person, cluster }),
  };
}

/** The first that is given, else the first refusal: what is greyed says why the best way is closed. */
export function firstThatMay(choices: readonly Capability[]): Capability | null {
  return choices.some((one) => one.ok) ? allowed : (choices[0] ?? null);
}

function blockedView({ row, near }: ExposureSources, now: Date): ExposureView["blocked"] {
  const { blocked, state } = row;
  if (!blocked || isExposureEnded(state)) return null;
  const { title, sentence, next } = describeExposureBlocked(blocked, now);
  const { fault, retryAt } = blocked;
  return {
    code: blocked.code,
    title,
    text: `${sentence} ${next}`,
    wouldSend: row.wouldSend.map((step) => describeStep(step, near.clusterName)),
    retryAt: retryAt ? new Date(retryAt).toISOString() : null,
    fault: fault ? { code: fault.code, message: fault.message, requestId: fault.requestId } : null,
  };
}

function heldView({ row, cluster, place }: ExposureSources): ExposureView["held"] {
  if (row.heldAt) return { by: "exposure", reason: row.heldReason };
  if (cluster.heldAt) return { by: "cluster", reason: cluster.heldReason };
  return place?.held ? { by: "place", reason: place.heldReason } : null;
}
