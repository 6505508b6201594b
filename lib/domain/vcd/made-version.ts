import { type ClusterConfig, documentVersions, type RdeVersion, versionOfDocument } from "./cluster-config";
import type { ClusterDialect, CseServerSeen, SiteVersions } from "./observed";

/**
 * The entity type that a site's CSE makes clusters of: the newest API version that VCD and CSE share decides, and at
 * 36.0 CSE's own (2.0.0 up to 3.1.2, 2.1.0 from 3.1.3 on). Null where CSE was not read, or they share none.
 */
export function madeVersion(versions: SiteVersions | null, server: CseServerSeen | null): RdeVersion | null {
  if (!versions || !server) return null;
  const shares = (version: string): boolean =>
    versions.offered.includes(version) && server.apiVersions.includes(version);
  if (shares("36.0")) return /^3\.1\.[0-2](?:\D|$)/.test(server.version) ? "2.0.0" : "2.1.0";
  return shares("35.0") ? "1.0.0" : null;
}

/** The family that clusters of this version are read and changed as. */
export function dialectOf(version: RdeVersion): Extract<ClusterDialect, "native-1" | "native-2"> {
  return version === "1.0.0" ? "native-1" : "native-2";
}

/**
 * A configuration as it will be sent here: one that was written for the other family, or by the form, says the version
 * of this one, and its site. What was written for this family stays exactly as it is.
 */
export function settleVersion(
  config: ClusterConfig,
  place: { version: RdeVersion; siteUrl: string },
  by: "form" | "yaml",
): ClusterConfig {
  const { version, siteUrl } = place;
  const own = versionOfDocument(config.documentVersion);
  const fits = own !== null && (own === "1.0.0") === (version === "1.0.0");
  if (fits || (by === "yaml" && own === null && version === "1.0.0")) return config;
  const { site: _, ...rest } = config;
  return {
    ...rest,
    documentVersion: documentVersions[version],
    ...(version === "1.0.0" ? {} : { site: config.site ?? siteUrl }),
  };
}
