import type { AddressSpaceLayout } from "@/lib/domain/connections/address-space";
import { checkRequest, type Finding } from "@/lib/domain/connections/check-request";
import { layoutRequest } from "@/lib/domain/connections/request-picture";
import { type RequestField, readConnectionRequest } from "@/lib/domain/connections/request-schema";
import type { ClusterFacts, RequestWorld } from "@/lib/domain/connections/request-world";

export type RequestCheck = {
  /** What the schema says of each field, as it stands. */
  fieldErrors: Partial<Record<RequestField, string[]>>;
  findings: Finding[];
  cluster: ClusterFacts | null;
  picture: { layout: AddressSpaceLayout; leftOut: number } | null;
};

/** Judges a form as it stands, by the rules that the server will apply. Loaded after the page: it brings its library. */
export function judgeRequest(form: FormData, world: RequestWorld): RequestCheck {
  const read = readConnectionRequest(form);
  const cluster = world.clusters.find(({ id }) => id === read.values.clusterId) ?? null;
  return {
    fieldErrors: read.fieldErrors,
    findings: checkRequest(read.values, world),
    cluster,
    picture: cluster ? layoutRequest(read.values.cidrs, cluster) : null,
  };
}
