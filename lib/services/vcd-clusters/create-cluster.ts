import { v7 as uuidv7 } from "uuid";
import { insertClusterAct } from "@/lib/db/cluster-acts";
import { insertAskedCluster, isNameAskedFor, lockPlaceNames } from "@/lib/db/create-places";
import { type ClusterConfig, toApplyPayload, wantsExposure } from "@/lib/domain/vcd/cluster-config";
import { configToYaml } from "@/lib/domain/vcd/cluster-yaml";
import type { ClusterCheckView } from "@/lib/domain/vcd/create-views";
import { dialectOf } from "@/lib/domain/vcd/made-version";
import { type FieldErrors, notFound, ServiceError } from "../errors";
import { insertExposureRequest } from "../exposures/insert-exposure-request";
import { decideByPolicies } from "../policies/decide-by-policies";
import { demand, type VerbTools, verb } from "../verb";
import { createInput } from "./draft-input";
import { judgeDraft } from "./judge-draft";
import { type CreatePlaceFacts, loadCreatePlaces } from "./load-create-place";

/**
 * Asks for a new cluster, from the form or from text. Without expose CSE is asked at once, in the person's own name;
 * with expose a rule or an admin decides first.
 */
export const createCluster = verb({
  name: "vcd-clusters.create",
  kind: "change",
  permission: "cluster.create",
  input: createInput,
  subject: ({ placeId }) => ({ kind: "place", id: placeId }),
  run: async (tools) => {
    const { actor, input, tx, now, audit } = tools;
    const [place] = await loadCreatePlaces(tx, actor, now, input.placeId);
    if (!place) throw notFound("organization of VMware Cloud Director");
    const { config, view } = judgeDraft(place, input, now);
    refuseWhatChecksRefuse(view, input.as);
    demand(view.create);
    if (!config || !place.version || !place.person) throw new Error("What was let through cannot be sent.");
    await lockPlaceNames(tx, place.placeId);
    if (await isNameAskedFor(tx, { placeId: place.placeId, name: config.name })) {
      throw taken(config.name);
    }
    const clusterId = uuidv7();
    await insertAskedCluster(tx, {
      id: clusterId,
      organizationId: actor.organizationId,
      vcdOrganizationId: place.vcdOrganization.id,
      placeId: place.placeId,
      name: config.name,
      dialect: dialectOf(place.version),
      kind: config.kind,
      asked: config,
      edgeId: edgeOf(place, config)?.id ?? null,
      createdAt: now,
    });
    const document = toApplyPayload(config, place.version);
    audit({
      subject: { kind: "cluster", id: clusterId },
      after: { document },
      facts: { name: config.name },
    });
    const asked = { ...tools, place, config, clusterId, version: place.version };
    return wantsExposure(config) ? askForExposure(asked, input.reason ?? "") : askCse(asked, place.person);
  },
});

type Asked = Pick<VerbTools<unknown>, "actor" | "tx" | "now" | "audit"> & {
  place: CreatePlaceFacts;
  config: ClusterConfig;
  clusterId: string;
  version: NonNullable<CreatePlaceFacts["version"]>;
};

async function askCse({ actor, tx, now, place, config, clusterId }: Asked, person: { vcdSessionId: string }) {
  await insertClusterAct(tx, {
    id: uuidv7(),
    organizationId: actor.organizationId,
    placeId: place.placeId,
    clusterId,
    kind: "create",
    input: { kind: "create", config },
    personId: actor.personId,
    vcdSessionId: person.vcdSessionId,
    state: "waiting",
    createdAt: now,
  });
  return { clusterId, exposureId: null, requestId: null, outcome: null };
}

async function askForExposure(asked: Asked, sentReason: string) {
  const { place, config, clusterId, version } = asked;
  const reason = sentReason.trim();
  if (reason === "" || reason.length > 500) {
    const message =
      reason === ""
        ? "Say why the cluster is to be reached from outside: the admin who decides reads this."
        : "Keep the reason to 500 characters.";
    throw new ServiceError("invalid-input", "Some of what was entered needs care.", {
      fields: { reason: [message] },
    });
  }
  const { exposureId, requestId, note } = await insertExposureRequest(asked, {
    act: "create",
    clusterId,
    clusterName: config.name,
    placeId: place.placeId,
    siteName: place.site.name,
    vcdOrganizationName: place.vcdOrganization.name,
    vdcName: config.vdc,
    networkName: config.network,
    edge: edgeOf(place, config),
    internalAddress: null,
    controlPlaneVmId: null,
    clientCidrs: [],
    document: configToYaml(config, version),
    reason,
  });
  asked.audit(note);
  const { organizationId } = asked.actor;
  const { outcome } = await decideByPolicies(asked, { id: requestId, organizationId });
  return { clusterId, exposureId, requestId, outcome };
}

function edgeOf({ inventory }: CreatePlaceFacts, config: ClusterConfig): { id: string; name: string } | null {
  return inventory?.networks.find(({ name }) => name === config.network)?.edgeGateway ?? null;
}

/** Each refusal beside its field; what concerns the text as a whole beside the text. */
function refuseWhatChecksRefuse(view: ClusterCheckView, as: "form" | "yaml"): void {
  const fields: FieldErrors = {};
  const add = (field: string, message: string): void => {
    fields[field] = [...(fields[field] ?? []), message];
  };
  for (const { line, message } of view.problems) add("yaml", `Line ${line}: ${message}`);
  for (const { field, level, message, next } of view.findings) {
    if (level === "refuse") add(as === "yaml" ? "yaml" : field, next ? `${message} ${next}` : message);
  }
  for (const { key, value, stops, sentence, next } of view.preflight) {
    const field = key === "name" || key === "network" ? key : null;
    if (field && value === "fail" && stops && !fields[field]) {
      add(as === "yaml" ? "yaml" : field, next ? `${sentence} ${next}` : sentence);
    }
  }
  if (Object.keys(fields).length === 0) return;
  throw new ServiceError("invalid-input", "Nothing was sent: CSE would refuse this cluster as it stands.", {
    next: "Mend what is marked, then create it again.",
    fields,
  });
}

function taken(name: string): ServiceError {
  const message = `A cluster ${name} is being asked for already.`;
  return new ServiceError("conflict", message, { fields: { name: [`${message} Choose another name.`] } });
}
