import { classNames } from "@/components/ui/class-names";
import { Identifier } from "@/components/ui/identifier";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { EdgePoolView } from "@/lib/domain/exposures/edge-pool-views";
import { paths } from "@/lib/paths";

type Rule = EdgePoolView["rules"][number];

/** The rules of an edge that lead inside: where, to what, who made them. */
export function NatRules({ edge, organization }: { edge: EdgePoolView; organization: string }) {
  return (
    <Table
      caption={`DNAT rules of ${edge.name}`}
      rows={edge.rules}
      rowKey={(rule) => rule.id}
      empty={<p className="px-4 pb-3 text-muted sm:px-5">No DNAT rules: nothing leads inside.</p>}
      columns={[
        {
          key: "outside",
          header: "Outside",
          primary: true,
          cell: (rule) => (
            <>
              <Identifier value={outside(rule)} />
              {rule.port === null ? <p className="font-medium text-bad-text">every port</p> : null}
            </>
          ),
        },
        {
          key: "inside",
          header: "Leads to",
          cell: (rule) => (
            <>
              <Identifier value={rule.internalAddress} />
              <p>
                {rule.cluster ? (
                  <TextLink href={paths.cluster(organization, rule.cluster.id)}>{rule.cluster.name}</TextLink>
                ) : (
                  <span className="text-muted">no cluster known here</span>
                )}
              </p>
            </>
          ),
        },
        {
          key: "made",
          header: "Made by",
          cell: (rule) => (
            <>
              {rule.exposureId ? (
                <TextLink href={paths.exposure(organization, rule.exposureId)}>{rule.madeBy}</TextLink>
              ) : (
                rule.madeBy
              )}
              <p className="text-muted">
                <Identifier value={rule.name} className="text-xs" />
              </p>
            </>
          ),
        },
        {
          key: "state",
          header: "State",
          cell: (rule) => (
            <span className={classNames(!rule.enabled && "text-muted")}>
              {rule.enabled ? "on" : "switched off"}
              {rule.priority ? `, priority ${rule.priority}` : null}
              {rule.firewall ? <span className="block max-w-60 text-muted">{rule.firewall}</span> : null}
            </span>
          ),
        },
      ]}
    />
  );
}

function outside(rule: Rule): string {
  return rule.port === null ? rule.externalAddress : `${rule.externalAddress}:${rule.port}`;
}
