import { z } from "zod";
import type { VcdEdgeRow } from "@/lib/db/vcd-clusters";
import { type Capability, firstRefusal, refused } from "@/lib/domain/capability";
import { addExposure } from "@/lib/domain/organizations/can";
import { mayByRole } from "@/lib/domain/vcd/acting-person";
import { createCluster } from "@/lib/domain/vcd/acts-can";
import { maxWorkers } from "@/lib/domain/vcd/check-config";
import { type ClusterConfig, emptyConfig } from "@/lib/domain/vcd/cluster-config";
import { configToForm } from "@/lib/domain/vcd/cluster-form";
import { configToYaml } from "@/lib/domain/vcd/cluster-yaml";
import {
  kindsOffered,
  networkChoices,
  sizingChoices,
  templateChoices,
  vdcChoices,
} from "@/lib/domain/vcd/create-choices";
import type { CreatePlace, CreateWorld } from "@/lib/domain/vcd/create-views";
import { settleVersion } from "@/lib/domain/vcd/made-version";
import { verb } from "../verb";
import { type CreatePlaceFacts, loadCreatePlaces } from "./load-create-place";

/** Everything the page for a new cluster offers: places, and in each what VCD and CSE were last seen to have. */
export const getCreateWorld = verb({
  name: "vcd-clusters.create-world",
  kind: "read",
  permission: "cluster.read",
  input: z.object({ placeId: z.string().optional() }),
  run: async ({ actor, input, tx, now }): Promise<CreateWorld> => {
    const facts = await loadCreatePlaces(tx, actor, now);
    const own = facts.find(({ person, placeId }) => person?.placeId === placeId);
    const chosen = facts.find(({ placeId }) => placeId === input.placeId) ?? own ?? facts[0] ?? null;
    const config = chosen ? startingConfig(chosen) : emptyConfig();
    return {
      places: facts.map((place) => toPlace(place, now)),
      chosen: chosen?.placeId ?? null,
      form: configToForm(config),
      yaml: configToYaml(config, chosen?.version ?? "1.0.0"),
      mayCreate: mayCreate(facts, chosen, mayByRole(actor.role, "cluster.create", "create clusters")),
    };
  },
});

function mayCreate(
  places: CreatePlaceFacts[],
  chosen: CreatePlaceFacts | null,
  byRole: Capability,
): Capability {
  if (!byRole.ok) return byRole;
  if (!chosen || places.length === 0) {
    return refused(
      "state",
      "No organization of VMware Cloud Director belongs to yours.",
      "Ask an admin of the provider to register the site and to bind your organization of it.",
    );
  }
  return createCluster(chosen.world, false);
}

/** A new configuration with what needs no choice; the version and the site are those of the place. */
export function startingConfig(place: CreatePlaceFacts): ClusterConfig {
  const { inventory, vcdOrganization, site } = place;
  const only = (names: string[] | undefined) => (names?.length === 1 ? (names[0] ?? "") : "");
  const kinds = kindsOffered(inventory?.templates ?? null);
  const config: ClusterConfig = {
    ...emptyConfig(),
    kind: kinds[0] ?? "native",
    organization: vcdOrganization.name,
    vdc: only(inventory?.vdcs.filter(({ isEnabled }) => isEnabled).map(({ name }) => name)),
    network: only(inventory?.networks.map(({ name }) => name)),
  };
  return settleVersion(config, { version: place.version ?? "1.0.0", siteUrl: site.url }, "form");
}

function toPlace(facts: CreatePlaceFacts, now: Date): CreatePlace {
  const { placeId, site, vcdOrganization, version, inventory, edges, person, world } = facts;
  const here = person?.placeId === placeId ? person : null;
  return {
    id: placeId,
    siteName: site.name,
    siteUrl: site.url,
    organization: vcdOrganization.name,
    version,
    cseVersion: site.cseServer?.version ?? null,
    kinds: kindsOffered(inventory?.templates ?? null),
    maxWorkers: maxWorkers(version ?? "1.0.0"),
    vdcs: inventory ? vdcChoices(inventory.vdcs, inventory.storageProfiles, inventory.cseVdcs) : [],
    networks: inventory ? networkChoices(inventory.networks, inventory.vdcs, edges, now) : [],
    templates: templateChoices(inventory?.templates ?? []),
    sizingPolicies: sizingChoices(inventory?.sizingPolicies ?? []),
    inventoryAt: inventory?.at.toISOString() ?? null,
    templatesAt: inventory?.cseAt?.toISOString() ?? null,
    edgesAt: oldest([...edges.values()].map(({ row }) => row)),
    signedIn: here ? { userName: here.userName, rightsKnown: here.rights !== null } : null,
    create: createCluster(world, false),
    createExposed: firstRefusal(createCluster(world, true), addExposure(facts.exposureQuota)),
    stale: staleness(facts),
  };
}

function oldest(rows: VcdEdgeRow[]): string | null {
  const times = rows.map(({ natAt, seenAt }) => (natAt ?? seenAt).getTime());
  return times.length > 0 ? new Date(Math.min(...times)).toISOString() : null;
}

/** Why choices are missing or old; null while they are as they should be. */
function staleness({ inventory, version, site, health }: CreatePlaceFacts): string | null {
  if (!inventory) {
    return `${site.name} was not read yet: its org VDCs and networks are shown once it was, within a minute.`;
  }
  if (!inventory.cseAt || version === null) {
    return "Templates are read with your own sign-in, and were not yet: they are shown within a minute of it.";
  }
  return health && health.failures > 1
    ? `${site.name} does not answer. What is shown is as it last was.`
    : null;
}
