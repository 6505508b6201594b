import { AwsError } from "../aws-error";
import type { Place, Tags } from "../records";
import type { Sandbox } from "../state";
import { placeKey } from "../store";
import { items } from "../xml";
import type { Call, Operation } from "./call";
import { type FilterTable, matchesFilters, readFilters } from "./filters";
import { notFound, prefixOf } from "./ids";
import { readPage, takePage } from "./paging";
import { sideAt, tagsOf, viewAt, viewsAt } from "./peering-view";
import { checkTagCount, readTags } from "./tag-input";

interface Taggable {
  id: string;
  type: string;
  tags: Tags;
  write(tags: Tags): void;
}

/** Tags of a connection belong to one side: the other never sees them. */
export function findTaggable(sandbox: Sandbox, place: Place, id: string, now: number): Taggable {
  const { store } = sandbox;
  const prefix = prefixOf(id);
  const here = <T extends Place>(record: T | undefined) =>
    record && placeKey(record) === placeKey(place) ? record : undefined;
  if (prefix === "vpc") {
    const vpc = here(store.vpcs.get(id));
    if (vpc) return { id, type: "vpc", tags: vpc.tags, write: (tags) => store.vpcs.put({ ...vpc, tags }) };
  }
  if (prefix === "subnet") {
    const subnet = here(store.subnets.get(id));
    const write = (tags: Tags) => subnet && store.subnets.put({ ...subnet, tags });
    if (subnet) return { id, type: "subnet", tags: subnet.tags, write };
  }
  if (prefix === "rtb") {
    const table = here(store.routeTables.get(id));
    const write = (tags: Tags) => table && store.routeTables.put({ ...table, tags });
    if (table) return { id, type: "route-table", tags: table.tags, write };
  }
  if (prefix === "pl") {
    const list = here(store.prefixLists.get(id));
    const write = (tags: Tags) => list && store.prefixLists.put({ ...list, tags });
    if (list) return { id, type: "prefix-list", tags: list.tags, write };
  }
  if (prefix === "pcx") {
    const peering = store.peerings.get(id);
    const side = peering && sideAt(peering, place);
    if (peering && side && viewAt(sandbox, peering, place, now)) {
      const write = (tags: Tags) => store.peerings.put({ ...peering, [side]: { ...peering[side], tags } });
      return { id, type: "vpc-peering-connection", tags: peering[side].tags, write };
    }
  }
  if (!prefix) throw new AwsError("InvalidID", `The ID '${id}' is not valid`);
  throw notFound(prefix, id);
}

function readResources(call: Call, action: string, requestTags: Tags): Taggable[] {
  const ids = call.params.list("ResourceId");
  if (ids.length === 0)
    throw new AwsError("MissingParameter", "The request must contain the parameter ResourceId");
  if (ids.length > 1000)
    throw new AwsError("InvalidParameterValue", "At most 1000 resources can be tagged at once");
  const found = ids.map((id) => findTaggable(call.sandbox, call, id, call.now));
  call.permit(
    action,
    found.map((each) => ({ arn: call.arn(each.type, each.id), tags: each.tags, requestTags })),
  );
  return found;
}

interface TagLine {
  resourceId: string;
  resourceType: string;
  key: string;
  value: string;
}

const filters: FilterTable<TagLine> = {
  key: (line) => [line.key],
  "resource-id": (line) => [line.resourceId],
  "resource-type": (line) => [line.resourceType],
  value: (line) => [line.value],
};

function allLines(call: Call): TagLine[] {
  const { store } = call;
  const place = placeKey(call);
  const all: { resourceId: string; resourceType: string; tags: Tags }[] = [
    ...store.vpcs
      .by("place", place)
      .map((vpc) => ({ resourceId: vpc.vpcId, resourceType: "vpc", tags: vpc.tags })),
    ...store.subnets
      .by("place", place)
      .map((subnet) => ({ resourceId: subnet.subnetId, resourceType: "subnet", tags: subnet.tags })),
    ...store.routeTables
      .by("place", place)
      .map((table) => ({ resourceId: table.routeTableId, resourceType: "route-table", tags: table.tags })),
    ...store.prefixLists
      .by("place", place)
      .map((list) => ({ resourceId: list.prefixListId, resourceType: "prefix-list", tags: list.tags })),
    ...viewsAt(call.sandbox, call, call.now).map((view) => ({
      resourceId: view.peering.vpcPeeringConnectionId,
      resourceType: "vpc-peering-connection",
      tags: tagsOf(view),
    })),
  ];
  return all.flatMap(({ tags, ...resource }) =>
    Object.entries(tags).map(([key, value]) => ({ ...resource, key, value })),
  );
}

export const tagOperations: Record<string, Operation> = {
  CreateTags: {
    mutates: true,
    run(call) {
      const tags = readTags(call.params);
      if (Object.keys(tags).length === 0) {
        throw new AwsError("MissingParameter", "The request must contain the parameter Tag");
      }
      const resources = readResources(call, "CreateTags", tags);
      for (const each of resources) checkTagCount(call, { ...each.tags, ...tags });
      for (const each of resources) each.write({ ...each.tags, ...tags });
      return { return: true };
    },
  },

  DeleteTags: {
    mutates: true,
    run(call) {
      const named = call.params
        .structures("Tag")
        .map((tag) => ({ key: tag.required("Key"), value: tag.text("Value") }));
      // A key with a value is removed only if the value is that one; no keys at all means every tag.
      const goes = (key: string, value: string) =>
        named.length === 0 ||
        named.some((tag) => tag.key === key && (tag.value === undefined || tag.value === value));
      for (const each of readResources(call, "DeleteTags", {})) {
        each.write(Object.fromEntries(Object.entries(each.tags).filter(([key, value]) => !goes(key, value))));
      }
      return { return: true };
    },
  },

  DescribeTags: {
    run(call) {
      const wanted = readFilters(call.params, filters, (line) => ({ [line.key]: line.value }));
      const page = readPage(call.params, { min: 5, max: 1000 }, "ResourceId");
      call.permit("DescribeTags");
      const lines = allLines(call).map((line, index) => ({ line, sequence: index + 1 }));
      const { records, nextToken } = takePage(
        lines,
        ({ sequence }) => sequence,
        page,
        ({ line }) => (matchesFilters(line, wanted) ? line : undefined),
      );
      return { tagSet: items(records.map((line) => ({ ...line }))), nextToken };
    },
  },
};
