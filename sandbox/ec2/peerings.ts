import { AwsError } from "../aws-error";
import type { Peering } from "../records";
import { placeKey } from "../store";
import { items } from "../xml";
import type { Call, Operation } from "./call";
import { type FilterTable, matchesFilters, readFilters } from "./filters";
import { checkId, notFound } from "./ids";
import { readPage, takePage } from "./paging";
import { acceptPeering, createPeering, deletePeering, findPeering, rejectPeering } from "./peering-lifecycle";
import { changeOptions, readOptions } from "./peering-options";
import {
  expirationOf,
  type PeeringView,
  peeringOptions,
  peeringXml,
  shownBlocks,
  tagsOf,
  viewAt,
} from "./peering-view";
import type { Resource } from "./permissions";
import { checkRegion } from "./regions";
import { readTagSpecifications } from "./tag-input";
import { findVpc } from "./vpcs";

const vpcArn = (place: { accountId: string; region: string; vpcId: string }) =>
  `arn:aws:ec2:${place.region}:${place.accountId}:vpc/${place.vpcId}`;

function filtersFor(call: Call): FilterTable<PeeringView> {
  return {
    "accepter-vpc-info.cidr-block": (view) => shownBlocks(call.sandbox, view, "accepter").ipv4,
    "accepter-vpc-info.owner-id": (view) => [view.peering.accepter.accountId],
    "accepter-vpc-info.vpc-id": (view) => [view.peering.accepter.vpcId],
    "requester-vpc-info.cidr-block": (view) => shownBlocks(call.sandbox, view, "requester").ipv4,
    "requester-vpc-info.owner-id": (view) => [view.peering.requester.accountId],
    "requester-vpc-info.vpc-id": (view) => [view.peering.requester.vpcId],
    "expiration-time": (view) => [expirationOf(view) ?? []].flat(),
    "status-code": (view) => [view.status.code],
    "status-message": (view) => [view.status.message],
    "vpc-peering-connection-id": (view) => [view.peering.vpcPeeringConnectionId],
  };
}

/** The connection as a policy sees it; one that the caller cannot see has an ARN and nothing else. */
function resourceOf(call: Call, id: string): Resource {
  const peering = call.store.peerings.get(id);
  const view = peering && viewAt(call.sandbox, peering, call, call.now);
  const arn = call.arn("vpc-peering-connection", id);
  if (!view) return { arn };
  return {
    arn,
    tags: tagsOf(view),
    requesterVpc: vpcArn(view.peering.requester),
    accepterVpc: vpcArn(view.peering.accepter),
  };
}

function answer(call: Call, peering: Peering) {
  const view = viewAt(call.sandbox, peering, call, call.now);
  if (!view) throw notFound("pcx", peering.vpcPeeringConnectionId);
  return { vpcPeeringConnection: peeringXml(call.sandbox, view) };
}

function readTarget(call: Call, action: string): Peering {
  const id = checkId("pcx", call.params.required("VpcPeeringConnectionId"));
  const resource = resourceOf(call, id);
  const accepts = action === "AcceptVpcPeeringConnection" && resource.accepterVpc;
  call.permit(action, [...(accepts ? [{ arn: accepts }] : []), resource]);
  return findPeering(call.sandbox, id, call, call.now);
}

export const peeringOperations: Record<string, Operation> = {
  CreateVpcPeeringConnection: {
    mutates: true,
    run(call) {
      const { params } = call;
      const vpcId = checkId("vpc", params.required("VpcId"));
      const peerVpcId = checkId("vpc", params.required("PeerVpcId"));
      const peerOwnerId = params.text("PeerOwnerId") || call.accountId;
      if (!/^\d{12}$/.test(peerOwnerId)) {
        throw new AwsError(
          "InvalidParameterValue",
          `Value (${peerOwnerId}) for parameter peerOwnerId is invalid. Account IDs have 12 digits.`,
        );
      }
      const peerRegion = checkRegion(params.text("PeerRegion") || call.region, "peerRegion");
      const tags = readTagSpecifications(call, "vpc-peering-connection");
      const vpc = call.store.vpcs.get(vpcId);
      const requesterVpc = vpcArn({ ...call, accountId: call.accountId, region: call.region, vpcId });
      call.permit(
        "CreateVpcPeeringConnection",
        [
          { arn: requesterVpc, tags: vpc?.tags },
          {
            arn: call.arn("vpc-peering-connection", "*"),
            requestTags: tags,
            requesterVpc,
            accepterVpc: vpcArn({ accountId: peerOwnerId, region: peerRegion, vpcId: peerVpcId }),
          },
        ],
        tags,
      );
      const request = { vpc: findVpc(call, vpcId), peerVpcId, peerOwnerId, peerRegion, tags };
      return answer(call, createPeering(call.sandbox, request, call.now));
    },
  },

  DescribeVpcPeeringConnections: {
    run(call) {
      const { params, sandbox, store } = call;
      const ids = params.list("VpcPeeringConnectionId").map((id) => checkId("pcx", id));
      const filters = readFilters(params, filtersFor(call), tagsOf);
      const page = readPage(params, { min: 5, max: 1000 }, "VpcPeeringConnectionId");
      call.permit("DescribeVpcPeeringConnections");
      const peerings = ids.length > 0 ? byIds(call, ids) : store.peerings.by("place", placeKey(call));
      const { records, nextToken } = takePage(
        peerings,
        (peering) => store.peerings.sequenceOf(peering.vpcPeeringConnectionId),
        page,
        (peering) => {
          const view = viewAt(sandbox, peering, call, call.now);
          return view && matchesFilters(view, filters) ? view : undefined;
        },
      );
      return {
        vpcPeeringConnectionSet: items(records.map((view) => peeringXml(sandbox, view))),
        nextToken,
      };
    },
  },

  AcceptVpcPeeringConnection: {
    mutates: true,
    run(call) {
      const peering = readTarget(call, "AcceptVpcPeeringConnection");
      return answer(call, acceptPeering(call.sandbox, peering, call, call.now));
    },
  },

  RejectVpcPeeringConnection: {
    mutates: true,
    run(call) {
      rejectPeering(call.sandbox, readTarget(call, "RejectVpcPeeringConnection"), call, call.now);
      return { return: true };
    },
  },

  DeleteVpcPeeringConnection: {
    mutates: true,
    run(call) {
      deletePeering(call.sandbox, readTarget(call, "DeleteVpcPeeringConnection"), call, call.now);
      return { return: true };
    },
  },

  ModifyVpcPeeringConnectionOptions: {
    mutates: true,
    run(call) {
      const requester = call.params.structure("RequesterPeeringConnectionOptions");
      const accepter = call.params.structure("AccepterPeeringConnectionOptions");
      const peering = readTarget(call, "ModifyVpcPeeringConnectionOptions");
      if (!requester && !accepter) {
        throw new AwsError("MissingParameter", "The request must contain options for one side at least");
      }
      const changed = changeOptions(call.sandbox, peering, call, {
        ...(requester && { requester: readOptions((name) => requester.flag(name)) }),
        ...(accepter && { accepter: readOptions((name) => accepter.flag(name)) }),
      });
      return {
        requesterPeeringConnectionOptions: requester && peeringOptions(changed.requester),
        accepterPeeringConnectionOptions: accepter && peeringOptions(changed.accepter),
      };
    },
  },
};

/** One unknown id fails the whole call. */
function byIds(call: Call, ids: readonly string[]): Peering[] {
  const found = [...new Set(ids)].map((id) => {
    const peering = call.store.peerings.get(id);
    const visible = peering && viewAt(call.sandbox, peering, call, call.now);
    return { id, peering: visible && peering };
  });
  const missing = found.filter(({ peering }) => !peering).map(({ id }) => id);
  if (missing.length > 0) throw notFound("pcx", missing);
  return found.flatMap(({ peering }) => peering ?? []);
}
