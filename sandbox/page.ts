import { settle } from "./ec2/peering-lifecycle";
import { expirationOf, type PeeringView, shownBlocks, tagsOf, viewsAt } from "./ec2/peering-view";
import { button, document, type Html, html } from "./html";
import { vpcPanel } from "./page-vpc";
import type { Account, PeeringCode, Place, Side } from "./records";
import type { Sandbox } from "./state";

const CONNECTIONS_SHOWN = 200;
const VPCS_SHOWN = 50;
const CALLS_SHOWN = 500;

const TONES: Partial<Record<PeeringCode, string>> = {
  active: "good",
  "initiating-request": "wait",
  "pending-acceptance": "wait",
  provisioning: "wait",
  deleting: "wait",
  failed: "bad",
  rejected: "bad",
  expired: "bad",
};

function actions(view: PeeringView, actor: string, back: string): Html[] {
  const { peering, side, status } = view;
  const id = peering.vpcPeeringConnectionId;
  const both = peering.requester.accountId === peering.accepter.accountId;
  const isAccepter = side === "accepter" || (both && peering.requester.region === peering.accepter.region);
  const isRequester = side === "requester";
  const act = (label: string, what: string, more: Record<string, string> = {}, className = "") =>
    button(label, `${label} ${id}`, back, { act: what, vpcPeeringConnectionId: id, ...more }, className);
  const own: Side = side;
  // Both sides may do these: the name tells whose button it is.
  const ownAct = (label: string, what: string, more: Record<string, string> = {}) =>
    button(label, `${label} ${id} as ${actor}`, back, {
      act: what,
      vpcPeeringConnectionId: id,
      side: own,
      ...more,
    });
  const routes = ownAct("Add routes for the peer's blocks", "add-peer-routes");
  if (status.code === "pending-acceptance") {
    return [
      ...(isAccepter ? [act("Accept", "accept", {}, "first"), act("Reject", "reject"), routes] : []),
      ...(isRequester ? [ownAct("Delete", "delete")] : []),
    ];
  }
  if (status.code !== "active") return [];
  const on = peering[own].allowDnsResolutionFromRemoteVpc;
  const dns = ownAct(on ? "Disable DNS from remote" : "Enable DNS from remote", "set-peering-option", {
    allowDnsResolutionFromRemoteVpc: String(!on),
  });
  return [routes, dns, ownAct("Delete", "delete")];
}

function party(sandbox: Sandbox, view: PeeringView, side: Side): Html {
  const { accountId, vpcId, region } = view.peering[side];
  const name = sandbox.store.accounts.get(accountId)?.name;
  const { ipv4, ipv6 } = shownBlocks(sandbox, view, side);
  return html`<code>${accountId}</code>${name && ` (${name})`}<small><code>${vpcId}</code>, ${region}</small>
<small>${ipv4.length > 0 ? html`<code>${[...ipv4, ...ipv6].join(", ")}</code>` : "blocks hidden until active"}</small>`;
}

function connectionRow(sandbox: Sandbox, view: PeeringView, back: string): Html {
  const { status, peering, side } = view;
  const name = tagsOf(view).Name;
  const { accountId } = peering[side];
  const actor = sandbox.store.accounts.get(accountId)?.name ?? accountId;
  const expires = expirationOf(view);
  const dns = peering[side].allowDnsResolutionFromRemoteVpc;
  return html`<tr>
<td><code class="id">${peering.vpcPeeringConnectionId}</code><small>${name ?? "no name on this side"}</small></td>
<td><strong class="${TONES[status.code] ?? ""}">${status.code}</strong><small>${status.message}</small>${status.code === "active" && html`<small>DNS from remote: ${dns ? "on" : "off"}</small>`}</td>
<td>${party(sandbox, view, "requester")}</td>
<td>${party(sandbox, view, "accepter")}</td>
<td>${expires ? html`<time datetime="${expires}">${expires.slice(0, 16).replace("T", " ")} UTC</time>` : "–"}</td>
<td>${actions(view, actor, back)}</td>
</tr>`;
}

function connections(sandbox: Sandbox, place: Place, back: string, now: number): Html {
  const views = viewsAt(sandbox, place, now).reverse();
  if (views.length === 0) return html`<p class="muted">No peering connections are visible here.</p>`;
  const shown = views.slice(0, CONNECTIONS_SHOWN);
  return html`<div class="scroll"><table>
<thead><tr><th>Connection</th><th>State</th><th>Requester</th><th>Accepter</th><th>Expires</th><th>Actions</th></tr></thead>
<tbody>${shown.map((view) => connectionRow(sandbox, view, back))}</tbody>
</table></div>${views.length > shown.length && html`<p>The newest ${shown.length} of ${views.length} are shown.</p>`}`;
}

function accountSection(sandbox: Sandbox, account: Account, back: string, now: number): Html {
  const { accountId, name } = account;
  const vpcs = sandbox.store.vpcs.by("account", accountId);
  const seen = sandbox.store.peerings
    .all()
    .flatMap(({ requester, accepter }) => [requester, accepter])
    .filter((each) => each.accountId === accountId);
  const regions = [...new Set([...vpcs, ...seen].map((each) => each.region))].sort();
  return html`<section aria-labelledby="account-${accountId}">
<h2 id="account-${accountId}">${name} <code>${accountId}</code></h2>
${regions.length === 0 && html`<p class="muted">This account has no VPC.</p>`}
${regions.map((region) => {
  const here = vpcs.filter((vpc) => vpc.region === region);
  return html`<h3>${region}: peering connections</h3>
${connections(sandbox, { accountId, region }, back, now)}
<h3>${region}: VPCs</h3>
${here.slice(0, VPCS_SHOWN).map((vpc) => vpcPanel(sandbox, vpc, back, now))}
${here.length === 0 && html`<p class="muted">No VPCs.</p>`}
${here.length > VPCS_SHOWN && html`<p>The first ${VPCS_SHOWN} of ${here.length} are shown.</p>`}`;
})}
</section>`;
}

function clockForms(sandbox: Sandbox, back: string): Html {
  const steps: [string, number][] = [
    ["1 minute", 60_000],
    ["1 hour", 3_600_000],
    ["1 day", 86_400_000],
  ];
  const { now, mode } = sandbox.clock.describe();
  return html`<div class="row"><span>The sandbox's time is <code>${now}</code>${mode === "manual" && ", standing still"}.</span>
${steps.map(
  ([
    label,
    ms,
  ]) => html`<form method="post" action="/_sandbox/clock"><input type="hidden" name="advanceMs" value="${ms}">
<input type="hidden" name="back" value="${back}"><button aria-label="Move the clock on by ${label}">+ ${label}</button></form>`,
)}</div>`;
}

function neighbour({ url, leftOut }: { url: string; leftOut: string[] }): Html {
  return html`<p>VMware Cloud Director stands beside it at <code>${url}</code>, with a certificate of
<a href="/_sandbox/vcd/authority.pem">its own authority</a>.</p>
${leftOut.map((what) => html`<p class="wait">Left out there. ${what}</p>`)}`;
}

/** Every account's console in one page: what a newcomer needs to play the other side. */
export function worldPage(
  sandbox: Sandbox,
  query: URLSearchParams,
  beside: { vcd?: { url: string; leftOut: string[] } | undefined; mail?: boolean } = {},
): string {
  const { vcd, mail } = beside;
  const now = sandbox.clock.now();
  settle(sandbox, now);
  const accounts = sandbox.store.accounts.all();
  const chosen = query.get("account");
  const back = chosen ? new URLSearchParams({ account: chosen }).toString() : "";
  const shown = accounts.filter((account) => !chosen || account.accountId === chosen);
  const error = query.get("error");
  const body = html`<header>
<h1>Sandbox cloud</h1>
<p>A stand-in for AWS on this machine. Here you play the AWS accounts that take part: as the tenant's account,
accept or reject a request, add the routes, and switch on DNS.</p>
${vcd && neighbour(vcd)}
<nav aria-label="Accounts"><a href="/_sandbox">All accounts</a>
${accounts.map(({ accountId, name }) => html`<a href="/_sandbox?account=${accountId}">${name}</a>`)}
<a href="/_sandbox/journal">Call journal</a>${mail && html` <a href="/_sandbox/mail">Mail</a>`}</nav>
</header>
<main>
${error && html`<p class="error" role="alert">${error}</p>`}
${clockForms(sandbox, back)}
${accounts.length === 0 && html`<p>The world is empty. Describe one with <code>PUT /_sandbox/world</code>.</p>`}
${shown.map((account) => accountSection(sandbox, account, back, now))}
</main>`;
  return document("Sandbox cloud", body);
}

export function journalPage(sandbox: Sandbox): string {
  const calls = sandbox.journal.since(0);
  const shown = calls.slice(-CALLS_SHOWN).reverse();
  const rows = shown.map(
    (
      call,
    ) => html`<tr><td>${call.n}</td><td>${call.at}</td><td>${call.action}<small>${call.service}</small></td>
<td><code>${call.accountId}</code><small>${call.region}</small></td>
<td class="${call.status === 200 ? "good" : "bad"}">${call.status}${call.code && html`<small>${call.code}</small>`}${call.fault && html`<small>fault: ${call.fault}</small>`}</td>
<td><details><summary>${Object.keys(call.params).length} parameters</summary><code>${JSON.stringify(call.params)}</code>
<small>${call.principal}</small><small>${call.requestId}, ${call.latencyMs} ms</small></details></td></tr>`,
  );
  const body = html`<header><h1>Call journal</h1>
<p>Every call that reached EC2 or STS here, newest first. <a href="/_sandbox">Back to the accounts</a></p></header>
<main>${
    shown.length === 0
      ? html`<p class="muted">No calls yet.</p>`
      : html`<p>${shown.length} of ${calls.length} calls.</p><div class="scroll"><table>
<thead><tr><th>No.</th><th>Time</th><th>Action</th><th>Account</th><th>Result</th><th>Details</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
  }</main>`;
  return document("Call journal", body);
}
