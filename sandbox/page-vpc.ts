import { type ShownRoute, shownRoutes } from "./ec2/routes";
import { button, type Html, html } from "./html";
import type { RouteTable, Vpc } from "./records";
import type { Sandbox } from "./state";

function routeRow(table: RouteTable, route: ShownRoute, back: string): Html {
  const { routeTableId } = table;
  const { destination, target, state } = route;
  const remove = button("Delete", `Delete route ${destination} of ${routeTableId}`, back, {
    act: "delete-route",
    routeTableId,
    destination,
  });
  return html`<tr><td><code>${destination}</code></td><td><code>${target.id}</code></td>
<td class="${state === "active" ? "good" : "bad"}">${state}</td><td>${target.id !== "local" && remove}</td></tr>`;
}

function tablePanel(sandbox: Sandbox, table: RouteTable, back: string, now: number): Html {
  const links = table.associations.map((association) =>
    association.main ? "main table" : (association.subnetId ?? association.gatewayId ?? ""),
  );
  return html`<h4><code>${table.routeTableId}</code> ${table.tags.Name} <small>${links.join(", ") || "no subnets"}</small></h4>
<div class="scroll"><table><thead><tr><th>Destination</th><th>Target</th><th>State</th><th>Actions</th></tr></thead>
<tbody>${shownRoutes(sandbox, table, now).map((route) => routeRow(table, route, back))}</tbody></table></div>`;
}

/** A VPC with its route tables, folded. */
export function vpcPanel(sandbox: Sandbox, vpc: Vpc, back: string, now: number): Html {
  const { vpcId } = vpc;
  const blocks = [...vpc.cidrBlocks, ...vpc.ipv6CidrBlocks].map((block) => block.cidrBlock).join(", ");
  const tables = sandbox.store.routeTables.by("vpc", vpcId);
  const dns = (name: "enableDnsSupport" | "enableDnsHostnames", label: string) =>
    button(
      `${vpc[name] ? "Disable" : "Enable"} ${label}`,
      `${vpc[name] ? "Disable" : "Enable"} ${label} on ${vpcId}`,
      back,
      { act: "set-dns-attribute", vpcId, [name]: String(!vpc[name]) },
    );
  return html`<details><summary><code>${vpcId}</code> ${vpc.tags.Name} <span class="muted">${blocks}, ${tables.length} route table${tables.length !== 1 && "s"}</span></summary>
<p>DNS support ${vpc.enableDnsSupport ? "on" : "off"}, DNS hostnames ${vpc.enableDnsHostnames ? "on" : "off"}.</p>
<div class="row">${dns("enableDnsSupport", "DNS support")}${dns("enableDnsHostnames", "DNS hostnames")}
<form method="post" action="/_sandbox/act"><input type="hidden" name="act" value="add-cidr">
<input type="hidden" name="vpcId" value="${vpcId}"><input type="hidden" name="back" value="${back}">
<input name="cidrBlock" aria-label="Block to add to ${vpcId}" placeholder="10.9.0.0/16" required>
<button aria-label="Add block to ${vpcId}">Add block</button></form></div>
${tables.map((table) => tablePanel(sandbox, table, back, now))}
</details>`;
}
