import type { ExposureFound } from "@/lib/db/exposures";
import { type ExposureNeighbours, lineOfExposure } from "@/lib/domain/exposures/exposure-view";
import type { ExposureLine } from "@/lib/domain/exposures/views";

export function neighboursOf(found: ExposureFound): ExposureNeighbours {
  const { cluster, siteName, vcdOrganizationName, edgeName } = found;
  return { clusterName: cluster.name, siteName, vcdOrganizationName, edgeName };
}

export function lineOf(found: ExposureFound): ExposureLine {
  return lineOfExposure(found.exposure, neighboursOf(found));
}
