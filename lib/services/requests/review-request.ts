import { readInstallationId } from "@/lib/config/web";
import { loadRequestWorld } from "@/lib/db/connections";
import { loadExposureWorld } from "@/lib/db/exposure-world";
import type { Transaction } from "@/lib/db/pool";
import { readPrecedents } from "@/lib/db/request-queue";
import type { RequestWithNames } from "@/lib/db/requests";
import { findVcdCluster, readRightsOf } from "@/lib/db/vcd-clusters";
import type { ConnectionTerms, ExposureTerms } from "@/lib/domain/requests/requests";
import { type ConnectionReview, reviewConnection } from "@/lib/domain/requests/review";
import { type ExposureReview, refusingChecks, reviewExposure } from "@/lib/domain/requests/review-exposure";
import { type Risk, riskOf } from "@/lib/domain/requests/risk";

export type LoadedReview =
  | { kind: "connection"; terms: ConnectionTerms; review: ConnectionReview }
  | { kind: "exposure"; terms: ExposureTerms; review: ExposureReview };

type Asked = Pick<RequestWithNames["request"], "terms" | "reason" | "organizationId" | "requestedBy">;

/** What the checks say now of what is asked for, and what approving it will cause. */
export async function loadReview(tx: Transaction, asked: Asked, now: Date): Promise<LoadedReview> {
  const { terms, organizationId } = asked;
  if (terms.kind === "connection") {
    const world = await loadRequestWorld(tx, { organizationId, clusterIds: [terms.clusterId], now });
    return { kind: "connection", terms, review: reviewConnection(terms, asked.reason, world) };
  }
  return { kind: "exposure", terms, review: await loadExposureReview(tx, { ...asked, terms }, now) };
}

async function loadExposureReview(
  tx: Transaction,
  { terms, organizationId, requestedBy }: Asked & { terms: ExposureTerms },
  now: Date,
): Promise<ExposureReview> {
  const found = await findVcdCluster(tx, { organizationId, id: terms.clusterId });
  const rights = found
    ? await readRightsOf(tx, { personId: requestedBy, vcdOrganizationId: found.vcdOrganization.id })
    : null;
  const world = await loadExposureWorld(tx, {
    installationId: readInstallationId(),
    organizationId,
    clusterId: terms.clusterId,
    exposureId: terms.exposureId,
    networkName: terms.networkName,
    edgeId: terms.edgeId,
    rights,
  });
  if (!world) throw new Error(`The cluster of request terms ${terms.exposureId} is not there`);
  return reviewExposure(terms, world, now);
}

/** Sentences of the checks that refuse an approval as things stand; none where it may be given. */
export function refusalsOf(loaded: LoadedReview): string[] {
  if (loaded.kind === "connection") {
    return loaded.review.findings
      .filter((finding) => finding.level === "refuse")
      .map((finding) => finding.message);
  }
  return refusingChecks(loaded.review).map((line) => line.sentence);
}

/** The same for what is worth a look and does not refuse. */
export function warningsOf(loaded: LoadedReview): string[] {
  if (loaded.kind === "connection") {
    return loaded.review.findings
      .filter((finding) => finding.level === "warn")
      .map((finding) => finding.message);
  }
  return loaded.review.checks
    .filter((line) => line.value === "fail" && !line.stops)
    .map((line) => line.sentence);
}

/** How much the request asks an approver to look, by what its review says and what was approved before. */
export async function assessRisk(
  tx: Transaction,
  asked: Pick<Asked, "terms" | "organizationId">,
  loaded: LoadedReview,
): Promise<Risk> {
  return judgeRisk(asked, loaded, await readPrecedents(tx, [asked.organizationId]));
}

/** The same with precedents that were read for several requests at once. */
export function judgeRisk(
  { organizationId }: Pick<Asked, "organizationId">,
  loaded: LoadedReview,
  precedents: ReadonlySet<string>,
): Risk {
  const facts = { refusals: refusalsOf(loaded), warnings: warningsOf(loaded) };
  const ofOrganization = precedents.has(organizationId);
  if (loaded.kind === "connection") {
    const ofAccount = precedents.has(`${organizationId}/${loaded.terms.accountId}`);
    return riskOf({ ...facts, ...loaded, precedent: { ofOrganization, ofAccount } });
  }
  const everyPort = loaded.review.checks.some(({ key }) => key === "every-port");
  return riskOf({ ...facts, ...loaded, everyPort, precedent: { ofOrganization, ofAccount: true } });
}
