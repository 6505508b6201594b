import type { PrefixList } from "../records";
import { placeKey } from "../store";
import { items } from "../xml";
import type { Operation } from "./call";
import { type FilterTable, readFilters, selectBy } from "./filters";
import { checkId, notFound } from "./ids";
import { readPage, takePage } from "./paging";
import { tagSet } from "./peering-view";

const filters: FilterTable<PrefixList> = {
  "owner-id": (list) => [list.accountId],
  "prefix-list-id": (list) => [list.prefixListId],
  "prefix-list-name": (list) => [list.name],
};

const arnOf = (list: PrefixList) =>
  `arn:aws:ec2:${list.region}:${list.accountId}:prefix-list/${list.prefixListId}`;

export const prefixListOperations: Record<string, Operation> = {
  DescribeManagedPrefixLists: {
    run(call) {
      const { prefixLists } = call.store;
      const ids = call.params.list("PrefixListId").map((id) => checkId("pl", id));
      const wanted = readFilters(call.params, filters, (list) => list.tags);
      const page = readPage(call.params, { min: 1, max: 100 }, "PrefixListId");
      call.permit("DescribeManagedPrefixLists");
      const here = prefixLists.by("place", placeKey(call));
      const missing = ids.filter((id) => !here.some((list) => list.prefixListId === id));
      if (missing.length > 0) throw notFound("pl", missing);
      const { records, nextToken } = takePage(
        here.filter((list) => ids.length === 0 || ids.includes(list.prefixListId)),
        (list) => prefixLists.sequenceOf(list.prefixListId),
        page,
        selectBy(wanted),
      );
      return {
        prefixListSet: items(
          records.map((list) => ({
            prefixListId: list.prefixListId,
            addressFamily: "IPv4",
            state: "create-complete",
            prefixListArn: arnOf(list),
            prefixListName: list.name,
            maxEntries: list.maxEntries,
            version: 1,
            ownerId: list.accountId,
            tagSet: tagSet(list.tags),
          })),
        ),
        nextToken,
      };
    },
  },
};
