import { allowed, type Capability, firstRefusal, refused } from "@/lib/domain/capability";
import { addExposure } from "@/lib/domain/organizations/can";
import { createCluster } from "@/lib/domain/vcd/acts-can";
import { carryText } from "@/lib/domain/vcd/carry-text";
import { type ConfigFinding, type ConfigPlace, checkConfig } from "@/lib/domain/vcd/check-config";
import { type PreflightLine, preflight } from "@/lib/domain/vcd/checks";
import {
  type ClusterConfig,
  type RdeVersion,
  wantsExposure,
  workerCount,
} from "@/lib/domain/vcd/cluster-config";
import { configToForm, formToConfig } from "@/lib/domain/vcd/cluster-form";
import { configToYaml, yamlToConfig } from "@/lib/domain/vcd/cluster-yaml";
import type { ClusterCheckInput, ClusterCheckView } from "@/lib/domain/vcd/create-views";
import { settleVersion } from "@/lib/domain/vcd/made-version";
import { startingConfig } from "./get-create-world";
import type { CreatePlaceFacts } from "./load-create-place";

/** What was typed, as it would be sent, and what the checks say of it. */
export type JudgedDraft = {
  view: ClusterCheckView;
  /** Null where the text cannot be read. */
  config: ClusterConfig | null;
};

/** Reads one of the two views, makes the other, and holds both against what is known of the place. */
export function judgeDraft(place: CreatePlaceFacts, input: ClusterCheckInput, now: Date): JudgedDraft {
  const version = place.version ?? "1.0.0";
  const siteUrl = place.site.url;
  if (input.as === "yaml") {
    const read = yamlToConfig(input.yaml);
    if (!read.ok) return unreadable(read);
    const config = settleVersion(read.config, { version, siteUrl }, "yaml");
    return judge(place, { written: read.config, config, yaml: input.yaml, version }, now);
  }
  const base = input.base ? yamlToConfig(input.base) : null;
  const before = base?.ok ? base.config : startingConfig(place);
  const typed = formToConfig(input.form, before);
  const config = settleVersion(typed, { version, siteUrl }, base?.ok ? "yaml" : "form");
  const text = (input.base && carryText(input.base, typed)) || configToYaml(config, version);
  return judge(place, { written: typed, config, yaml: text, version }, now);
}

function unreadable(read: Extract<ReturnType<typeof yamlToConfig>, { ok: false }>): JudgedDraft {
  const { problems, repair } = read;
  const first = problems[0];
  return {
    config: null,
    view: {
      config: null,
      form: null,
      yaml: null,
      problems,
      repair,
      findings: [],
      preflight: [],
      create: refused(
        "state",
        `The text cannot be read${first ? `: line ${first.line}. ${first.message}` : "."}`,
        repair ? "Look at the repair that is offered." : "Mend what is marked.",
      ),
      needsApproval: false,
      consequence: "Nothing is sent while the text cannot be read.",
    },
  };
}

function judge(
  place: CreatePlaceFacts,
  {
    written,
    config,
    yaml,
    version,
  }: {
    /** As it was typed: the checks say what is translated, or lost, on the way to `config`. */
    written: ClusterConfig;
    config: ClusterConfig;
    yaml: string;
    version: RdeVersion;
  },
  now: Date,
): JudgedDraft {
  const expose = wantsExposure(config);
  const findings = checkConfig(written, placeOf(place, version));
  const lines = preflight(factsOf(place, config, expose), now);
  return {
    config,
    view: {
      config,
      form: configToForm(config),
      yaml,
      problems: [],
      repair: null,
      findings,
      preflight: lines,
      create: mayCreate(place, expose, findings, lines),
      needsApproval: expose,
      consequence: consequence(config, expose),
    },
  };
}

function placeOf({ site, vcdOrganization }: CreatePlaceFacts, version: RdeVersion): ConfigPlace {
  return {
    version,
    cseVersion: site.cseServer?.version ?? null,
    organization: vcdOrganization.name,
    siteUrl: site.url,
  };
}

function factsOf(
  place: CreatePlaceFacts,
  config: ClusterConfig,
  expose: boolean,
): Parameters<typeof preflight>[0] {
  const { inventory, edges, clusters, person } = place;
  const networks = inventory?.networks ?? null;
  const named = networks?.filter(({ name }) => name === config.network) ?? [];
  const edge = edges.get(named[0]?.edgeGateway?.id ?? "") ?? null;
  return {
    purpose: "create",
    expose,
    name: config.name,
    takenNames: clusters.filter((cluster) => cluster.goneAt === null).map(({ name }) => name),
    rights: person?.rights ?? null,
    networkName: config.network,
    networks,
    edge: edge?.seen ?? null,
    used: edge?.used ?? null,
    rules: edge?.rules ?? null,
    reservations: edge?.reservations ?? [],
    clusterId: null,
    edgeHeldBy: edge?.heldBy ?? null,
    firewall: edge?.row.firewall ?? null,
    groups: edge?.row.groups ?? [],
    profiles: edge?.row.profiles ?? [],
    nodeAddress: null,
    clientCidrs: [],
  };
}

function mayCreate(
  { world, version, site, exposureQuota }: CreatePlaceFacts,
  expose: boolean,
  findings: ConfigFinding[],
  lines: PreflightLine[],
): Capability {
  const able = firstRefusal(createCluster(world, expose), expose ? addExposure(exposureQuota) : allowed);
  if (!able.ok) return able;
  if (version === null) {
    return refused(
      "state",
      site.cseServer
        ? `${site.name} and its CSE ${site.cseServer.version} share no API version that Drawbridge knows.`
        : `Which CSE ${site.name} runs was not read yet.`,
      "Wait a minute: it is read with your own sign-in. If it stays so, tell the provider.",
    );
  }
  const wrong = findings.find(({ level }) => level === "refuse");
  if (wrong) return refused("state", wrong.message, wrong.next ?? "Mend what is marked.");
  const stopped = lines.find((line) => line.stops && line.value === "fail");
  return stopped ? refused("state", stopped.sentence, stopped.next ?? "Mend what is marked.") : able;
}

function consequence(config: ClusterConfig, expose: boolean): string {
  const workers = workerCount(config);
  const machines = `a control plane and ${workers === 1 ? "1 worker" : `${workers} workers`}`;
  const made = `CSE creates ${config.name || "the cluster"} with ${machines}, in your name`;
  return expose
    ? `An admin of the provider decides first. Then ${made}, takes an external address and makes its DNAT rule.`
    : `${made}, as soon as you confirm. It is reached from inside its network only; it can be exposed later.`;
}
