import { z } from "zod";
import { AwsError } from "./aws-error";
import { describePeering, describeTable, describeVpc } from "./describe-world";
import { checkId, notFound } from "./ec2/ids";
import {
  acceptPeering,
  createPeering,
  deletePeering,
  expirePeering,
  rejectPeering,
  settle,
} from "./ec2/peering-lifecycle";
import { changeOptions } from "./ec2/peering-options";
import { blocksOf, codeOf, sideAt } from "./ec2/peering-view";
import { checkRegion } from "./ec2/regions";
import { addRoute, removeRoute, replaceRoute } from "./ec2/routes";
import { checkTagCount } from "./ec2/tag-input";
import { findTaggable } from "./ec2/tags";
import { associateBlock, readVpcBlock, removeVpc, setDnsAttributes } from "./ec2/vpcs";
import { readRoute } from "./merge-world";
import type { Peering, Place, RouteTable, Vpc } from "./records";
import type { Sandbox } from "./state";
import { routeTargetFields } from "./world";

const text = z.string().min(1);
// Plain forms send words where JSON sends booleans.
const yesOrNo = z.union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")]);
const side = z.enum(["requester", "accepter"]);
const peeringId = { vpcPeeringConnectionId: text };
const route = { routeTableId: text, destination: text };

export const actSchema = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("accept"), ...peeringId }),
  z.strictObject({ act: z.literal("reject"), ...peeringId }),
  z.strictObject({ act: z.literal("delete"), ...peeringId, side: side.optional() }),
  z.strictObject({ act: z.literal("expire"), ...peeringId }),
  z.strictObject({
    act: z.literal("create-peering"),
    vpcId: text,
    peerVpcId: text,
    peerOwnerId: text.optional(),
    peerRegion: text.optional(),
    tags: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({
    act: z.literal("set-peering-option"),
    ...peeringId,
    side: side.optional(),
    allowDnsResolutionFromRemoteVpc: yesOrNo,
  }),
  z.strictObject({ act: z.literal("add-peer-routes"), ...peeringId, side: side.optional() }),
  z.strictObject({ act: z.literal("create-route"), ...route, ...routeTargetFields }),
  z.strictObject({ act: z.literal("replace-route"), ...route, ...routeTargetFields }),
  z.strictObject({ act: z.literal("delete-route"), ...route }),
  z.strictObject({ act: z.literal("add-cidr"), vpcId: text, cidrBlock: text }),
  z.strictObject({
    act: z.literal("set-dns-attribute"),
    vpcId: text,
    enableDnsSupport: yesOrNo.optional(),
    enableDnsHostnames: yesOrNo.optional(),
  }),
  z.strictObject({ act: z.literal("delete-vpc"), vpcId: text }),
  z.strictObject({
    act: z.literal("set-tag"),
    resourceId: text,
    side: side.optional(),
    key: text,
    value: z.string(),
  }),
  z.strictObject({ act: z.literal("delete-tag"), resourceId: text, side: side.optional(), key: text }),
  z.strictObject({ act: z.literal("expire-sessions"), accountId: text.optional() }),
]);

export type Act = z.input<typeof actSchema>;
type ReadAct = z.output<typeof actSchema>;

function peeringOf({ store }: Sandbox, id: string): Peering {
  const peering = store.peerings.get(checkId("pcx", id));
  if (!peering) throw notFound("pcx", id);
  return peering;
}

function vpcOf({ store }: Sandbox, id: string): Vpc {
  const vpc = store.vpcs.get(checkId("vpc", id));
  if (!vpc) throw notFound("vpc", id);
  return vpc;
}

function tableOf({ store }: Sandbox, id: string): RouteTable {
  const table = store.routeTables.get(checkId("rtb", id));
  if (!table) throw notFound("rtb", id);
  return table;
}

/** One act of somebody else: the tenant's account, an administrator, another tool. Answers what it touched. */
export function perform(sandbox: Sandbox, act: ReadAct, now: number): Record<string, unknown> {
  settle(sandbox, now);
  return sandbox.store.mutate(() => performNow(sandbox, act, now));
}

function performNow(sandbox: Sandbox, act: ReadAct, now: number): Record<string, unknown> {
  const shown = (peering: Peering) => ({ peering: describePeering(peering) });
  const shownTable = (id: string) => ({ routeTable: describeTable(sandbox, tableOf(sandbox, id), now) });
  switch (act.act) {
    case "accept": {
      const peering = peeringOf(sandbox, act.vpcPeeringConnectionId);
      return shown(acceptPeering(sandbox, peering, peering.accepter, now));
    }
    case "reject": {
      const peering = peeringOf(sandbox, act.vpcPeeringConnectionId);
      return shown(rejectPeering(sandbox, peering, peering.accepter, now));
    }
    case "delete": {
      const peering = peeringOf(sandbox, act.vpcPeeringConnectionId);
      return shown(deletePeering(sandbox, peering, peering[act.side ?? "accepter"], now));
    }
    case "expire":
      return shown(expirePeering(sandbox, peeringOf(sandbox, act.vpcPeeringConnectionId), now));
    case "create-peering": {
      const vpc = vpcOf(sandbox, act.vpcId);
      const peerVpcId = checkId("vpc", act.peerVpcId);
      const peer = sandbox.store.vpcs.get(peerVpcId);
      const peerOwnerId = act.peerOwnerId ?? peer?.accountId ?? vpc.accountId;
      const peerRegion = checkRegion(act.peerRegion ?? peer?.region ?? vpc.region, "peerRegion");
      const tags = act.tags ?? {};
      return shown(createPeering(sandbox, { vpc, peerVpcId, peerOwnerId, peerRegion, tags }, now));
    }
    case "set-peering-option": {
      const peering = peeringOf(sandbox, act.vpcPeeringConnectionId);
      const own = act.side ?? "accepter";
      const change = { allowDnsResolutionFromRemoteVpc: act.allowDnsResolutionFromRemoteVpc };
      return shown(changeOptions(sandbox, peering, peering[own], { [own]: change }));
    }
    case "add-peer-routes":
      return addPeerRoutes(
        sandbox,
        peeringOf(sandbox, act.vpcPeeringConnectionId),
        act.side ?? "accepter",
        now,
      );
    case "create-route": {
      const { act: _, routeTableId, ...given } = act;
      addRoute(sandbox, tableOf(sandbox, routeTableId), readRoute(given), now);
      return shownTable(routeTableId);
    }
    case "replace-route": {
      const { act: _, routeTableId, ...given } = act;
      replaceRoute(sandbox, tableOf(sandbox, routeTableId), readRoute(given), now);
      return shownTable(routeTableId);
    }
    case "delete-route":
      removeRoute(sandbox, tableOf(sandbox, act.routeTableId), act.destination);
      return shownTable(act.routeTableId);
    case "add-cidr":
      associateBlock(sandbox, vpcOf(sandbox, act.vpcId), readVpcBlock(act.cidrBlock), now);
      return { vpc: describeVpc(sandbox, vpcOf(sandbox, act.vpcId), now) };
    case "set-dns-attribute":
      setDnsAttributes(sandbox, vpcOf(sandbox, act.vpcId), act);
      return { vpc: describeVpc(sandbox, vpcOf(sandbox, act.vpcId), now) };
    case "delete-vpc":
      removeVpc(sandbox, vpcOf(sandbox, act.vpcId), now);
      return { vpcId: act.vpcId };
    case "set-tag": {
      const target = taggable(sandbox, act, now);
      const tags = checkTagCount(
        { quotas: sandbox.settings.quotas },
        { ...target.tags, [act.key]: act.value },
      );
      target.write(tags);
      return { resourceId: act.resourceId, tags };
    }
    case "delete-tag": {
      const target = taggable(sandbox, act, now);
      const { [act.key]: _, ...tags } = target.tags;
      target.write(tags);
      return { resourceId: act.resourceId, tags };
    }
    case "expire-sessions":
      return expireSessions(sandbox, act.accountId);
  }
}

/** Without a side, the tags of a connection are the requester's: those are what a provider's tool relies on. */
function taggable(
  sandbox: Sandbox,
  act: { resourceId: string; side?: "requester" | "accepter" | undefined },
  now: number,
) {
  const { store } = sandbox;
  const id = act.resourceId;
  const peering = store.peerings.get(id);
  const record =
    store.vpcs.get(id) ?? store.subnets.get(id) ?? store.routeTables.get(id) ?? store.prefixLists.get(id);
  const place: Place | undefined = peering?.[act.side ?? "requester"] ?? record;
  if (!place) throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
  return findTaggable(sandbox, place, id, now);
}

/** A route to every block of the other side, in every table of this side that does not have it yet. */
function addPeerRoutes(sandbox: Sandbox, peering: Peering, own: "requester" | "accepter", now: number) {
  if (codeOf(peering) !== "active" && own === "requester") {
    throw new AwsError(
      "OperationNotPermitted",
      "The accepter's blocks are known once the connection is active.",
    );
  }
  const { ipv4, ipv6 } = blocksOf(sandbox, peering[own === "requester" ? "accepter" : "requester"]);
  const target = { kind: "vpcPeeringConnectionId", id: peering.vpcPeeringConnectionId } as const;
  const added: { routeTableId: string; destination: string }[] = [];
  const tables = sideAt(peering, peering[own]) ? sandbox.store.routeTables.by("vpc", peering[own].vpcId) : [];
  for (const { routeTableId, associations } of tables) {
    if (associations.length > 0 && associations.every((association) => association.gatewayId)) continue;
    for (const destination of [...ipv4, ...ipv6]) {
      const table = tableOf(sandbox, routeTableId);
      const present = table.routes.find((each) => each.destination === destination);
      if (present?.target.id === target.id) continue;
      addRoute(sandbox, table, { destination, target }, now);
      added.push({ routeTableId, destination });
    }
  }
  return { added };
}

function expireSessions({ store }: Sandbox, accountId: string | undefined) {
  const sessions = store.credentials
    .all()
    .filter((credential) => credential.session && (!accountId || credential.accountId === accountId));
  for (const credential of sessions) {
    if (credential.session)
      store.credentials.put({ ...credential, session: { ...credential.session, expiresAt: 0 } });
  }
  return { expired: sessions.length };
}
