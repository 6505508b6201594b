import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { Table } from "@/components/ui/table";
import type { Consequences, ConsequentRoutes } from "@/lib/domain/requests/review";

/** The calls and the routes that approval will cause, so that nothing it does comes as a surprise. */
export function ConsequencesPanel({
  consequences: { calls, routes, tablesRead },
  change = false,
}: {
  consequences: Consequences;
  /** Of a connection that goes on. */
  change?: boolean;
}) {
  return (
    <Panel
      title="What approval will cause"
      sentence={
        change
          ? "The connection goes on as approved until then. Routes are written only for blocks that the tenant's VPC really has."
          : "Nothing is sent before. Routes are written only once the tenant has accepted, and only for blocks that its VPC really has."
      }
      flush
    >
      <Table
        caption="Calls to AWS"
        columns={[
          {
            key: "action",
            header: "Call",
            primary: true,
            cell: (call) => <Identifier value={call.action} />,
          },
          { key: "count", header: "Times", align: "right", cell: (call) => call.count },
          {
            key: "when",
            header: "When",
            cell: (call) => (call.when === "at-once" ? "Within seconds" : "After the tenant accepted"),
          },
          { key: "effect", header: "Effect", cell: (call) => call.effect },
        ]}
        rows={calls}
        rowKey={(call) => call.action}
      />
      <div className="mt-4 border-t border-border pt-4">
        <Table
          caption="Routes, by table"
          captionVisible
          columns={[
            {
              key: "table",
              header: "Route table",
              primary: true,
              cell: (table) => (
                <>
                  {table.tableName ? `${table.tableName} ` : ""}
                  <Identifier value={table.tableId} className="font-normal" />
                </>
              ),
            },
            {
              key: "routes",
              header: "Routes to be added",
              cell: (table) =>
                table.destinations.length === 0 ? (
                  "None: they are there already"
                ) : (
                  <ul>
                    {table.destinations.map((destination) => (
                      <li key={destination}>
                        <Identifier value={destination} />
                      </li>
                    ))}
                  </ul>
                ),
            },
            ...(change
              ? [
                  {
                    key: "removed",
                    header: "Routes to be deleted",
                    cell: (table: ConsequentRoutes) =>
                      table.removed.length === 0 ? (
                        "None"
                      ) : (
                        <ul>
                          {table.removed.map((destination) => (
                            <li key={destination}>
                              <Identifier value={destination} />
                            </li>
                          ))}
                        </ul>
                      ),
                  },
                ]
              : []),
            {
              key: "usage",
              header: "Routes then",
              align: "right",
              cell: (table) =>
                `${table.used + table.destinations.length - table.removed.length} of ${table.limit}`,
            },
          ]}
          rows={routes}
          rowKey={(table) => table.tableId}
          empty={
            <p className="px-4 pb-3 text-muted sm:px-5">
              {tablesRead
                ? "No table takes routes: none has a subnet."
                : "The route tables of the cluster's VPC have not been read from AWS yet."}
            </p>
          }
        />
      </div>
    </Panel>
  );
}
