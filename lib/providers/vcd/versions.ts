import { z } from "zod";
import type { SiteVersions } from "@/lib/domain/vcd/observed";
import { compareVersions } from "@/lib/domain/vcd/sign-in";
import { ProviderError } from "../provider-error";
import type { VcdCallTally, VcdTransport } from "./transport";
import { readAs } from "./wire";

const versionInfo = z.object({ Version: z.string(), deprecated: z.string().nullish() });

const supported = z.object({
  SupportedVersions: z.object({ VersionInfo: z.union([z.array(versionInfo), versionInfo]) }),
});

/** The oldest with edge gateways of NSX-T and cluster entities (VCD 10.2). */
const oldest = "35.0";
/** The newest whose documents we know; where VCD offers only newer ones, its oldest is spoken. */
const newestKnown = "37.2";

/** Versions VCD offers, read without a token, and the one to speak. Fault `UnsupportedVersion` below 35.0. */
export async function negotiateVersions(
  transport: VcdTransport,
  tally?: VcdCallTally,
): Promise<SiteVersions> {
  const action = "ListVersions";
  const answer = await transport.send({
    action,
    method: "GET",
    path: "/api/versions",
    headers: { Accept: "application/*+xml" },
    timeoutMs: 10_000,
    tally,
  });
  const { VersionInfo } = readAs(supported, answer, action).SupportedVersions;
  const offered = [VersionInfo]
    .flat()
    .map(({ Version }) => Version)
    .filter((version) => /^\d+\.\d+$/.test(version))
    .sort(compareVersions);
  const usable = offered.filter((version) => compareVersions(version, oldest) >= 0);
  const spoken = usable.findLast((version) => compareVersions(version, newestKnown) <= 0) ?? usable[0];
  if (spoken) return { offered, spoken };
  const message = `This site offers API versions up to ${offered.at(-1) ?? "none"}; 35.0 (VMware Cloud Director 10.2) or newer is needed.`;
  throw new ProviderError(
    { code: "UnsupportedVersion", message, requestId: answer.requestId, action },
    false,
  );
}
