import { type Call, hasRight, json, type Reply, sees } from "../call";
import { matches, parseFiql } from "../fiql";
import { bareId, urn } from "../ids";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { isTerminal } from "../tasks";
import { badRequest } from "../vcd-error";
import { NAMESPACE, xml, xmlReply } from "./xml";

type Value = string | number | boolean | null;
type QueryRecord = Record<string, Value>;

interface QueryType {
  element: string;
  records: (sandbox: VcdSandbox, call: Call) => QueryRecord[];
}

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function taskRecords(sandbox: VcdSandbox, call: Call): QueryRecord[] {
  const { store } = sandbox;
  return store.tasks
    .filter((task) => sees(call.caller, task.organizationId))
    .map((task) => ({
      id: urn("task", task.id),
      href: `${call.base}/api/task/${task.id}`,
      name: task.operationName,
      operation: task.operation,
      status: task.status,
      objectName: task.owner.name,
      objectType: task.owner.id.split(":").at(-2) ?? "",
      object: `${call.base}${task.owner.path}`,
      ownerName: store.users.get(task.userId)?.name ?? "",
      orgName: store.organizations.get(task.organizationId)?.name ?? "",
      org: `${call.base}/api/org/${task.organizationId}`,
      serviceNamespace: task.serviceNamespace,
      progress: task.progress,
      isTerminal: isTerminal(task),
      startDate: time(task.startTime),
      endDate: time(task.endTime),
    }));
}

function vdcRecords(sandbox: VcdSandbox, call: Call): QueryRecord[] {
  return sandbox.store.vdcs
    .filter((vdc) => sees(call.caller, vdc.organizationId))
    .map((vdc) => ({
      id: urn("vdc", vdc.id),
      name: vdc.name,
      href: `${call.base}/api/vdc/${vdc.id}`,
      status: "READY",
      isEnabled: true,
      org: `${call.base}/api/org/${vdc.organizationId}`,
      orgName: sandbox.store.organizations.get(vdc.organizationId)?.name ?? "",
    }));
}

function edgeRecords(sandbox: VcdSandbox, call: Call): QueryRecord[] {
  if (!hasRight(call.caller, right.gatewayView)) return [];
  return sandbox.store.edgeGateways
    .filter((edge) => sees(call.caller, edge.organizationId))
    .map((edge) => ({
      id: urn("gateway", edge.id),
      name: edge.name,
      href: `${call.base}/api/admin/edgeGateway/${edge.id}`,
      edgeGatewayType: edge.gatewayType,
      gatewayStatus: edge.status,
      isBusy: edge.busy !== null,
      vdc: edge.owner.kind === "vdc" ? `${call.base}/api/vdc/${edge.owner.id}` : null,
      orgName: sandbox.store.organizations.get(edge.organizationId)?.name ?? "",
    }));
}

function networkRecords(sandbox: VcdSandbox, call: Call): QueryRecord[] {
  return sandbox.store.networks
    .filter((network) => sees(call.caller, network.organizationId))
    .map((network) => ({
      id: urn("network", network.id),
      name: network.name,
      href: `${call.base}/api/network/${network.id}`,
      linkType: network.networkType === "NAT_ROUTED" ? 1 : network.networkType === "DIRECT" ? 0 : 2,
      connectedTo: sandbox.store.edgeGateways.get(network.edgeGatewayId)?.name ?? null,
      defaultGateway: network.gateway,
      vdc: network.owner.kind === "vdc" ? `${call.base}/api/vdc/${network.owner.id}` : null,
    }));
}

function vappRecords(sandbox: VcdSandbox, call: Call): QueryRecord[] {
  return sandbox.store.vapps
    .filter((vapp) => sees(call.caller, vapp.organizationId))
    .map((vapp) => ({
      id: urn("vapp", vapp.id),
      name: vapp.name,
      href: `${call.base}/api/vApp/vapp-${vapp.id}`,
      status: vapp.poweredOn ? "POWERED_ON" : "POWERED_OFF",
      vdc: `${call.base}/api/vdc/${vapp.vdcId}`,
      vdcName: sandbox.store.vdcs.get(vapp.vdcId)?.name ?? "",
      numberOfVMs: vapp.nodes.length,
    }));
}

const organizationRecords = (sandbox: VcdSandbox, call: Call): QueryRecord[] =>
  sandbox.store.organizations
    .filter((organization) => sees(call.caller, organization.id))
    .map(({ id, name, fullName }) => ({
      id: urn("org", id),
      name,
      displayName: fullName,
      href: `${call.base}/api/org/${id}`,
      isEnabled: true,
    }));

const types: Record<string, QueryType> = {
  task: { element: "TaskRecord", records: taskRecords },
  adminTask: { element: "AdminTaskRecord", records: taskRecords },
  orgVdc: { element: "OrgVdcRecord", records: vdcRecords },
  adminOrgVdc: { element: "AdminVdcRecord", records: vdcRecords },
  edgeGateway: { element: "EdgeGatewayRecord", records: edgeRecords },
  orgVdcNetwork: { element: "OrgVdcNetworkRecord", records: networkRecords },
  vApp: { element: "VAppRecord", records: vappRecords },
  organization: { element: "OrgRecord", records: organizationRecords },
};

function queryList(call: Call): Reply {
  const links = Object.keys(types).flatMap((name) =>
    ["records", "idrecords"].map((format) => ({
      rel: "down",
      type: `application/vnd.vmware.vcloud.query.${format}+xml`,
      name,
      href: `${call.base}/api/query?type=${name}&format=${format}`,
    })),
  );
  const type = "application/vnd.vmware.vcloud.query.queryList+xml";
  if (call.wantsJson) return json(200, { href: `${call.base}/api/query`, link: links });
  const root = xml(
    "QueryList",
    { xmlns: NAMESPACE, href: `${call.base}/api/query`, type },
    ...links.map((link) => xml("Link", link)),
  );
  return xmlReply(root, type, call.apiVersion);
}

/** Filters name states in either case, and objects by id, URN or address. */
function select(records: QueryRecord[], filter: string): QueryRecord[] {
  const node = parseFiql(filter);
  const reference = /^(org|vdc|object)$/;
  return records.filter((record) =>
    matches(node, record, (key, value) => {
      if (key === "status") return String(record.status).toLowerCase() === value.toLowerCase();
      if (reference.test(key)) return bareId(String(record[key] ?? "")) === bareId(value);
      return undefined;
    }),
  );
}

/** GET /api/query: without a type, what can be asked; with one, its records. */
export function query(sandbox: VcdSandbox, call: Call): Reply {
  const name = call.query.get("type");
  if (!name) return queryList(call);
  const type = types[name];
  if (!type || (name.startsWith("admin") && !call.caller.provider))
    throw badRequest(`The query type ${name} is not known.`);
  const filter = call.query.get("filter");
  let records = type.records(sandbox, call);
  if (filter) records = select(records, filter);
  const order = call.query.get("sortAsc") ?? call.query.get("sortDesc");
  if (order) {
    records.sort((a, b) => String(a[order] ?? "").localeCompare(String(b[order] ?? "")));
    if (call.query.get("sortDesc")) records.reverse();
  }
  const pageSize = Math.min(Math.max(Number(call.query.get("pageSize") ?? 25) || 25, 1), 128);
  const number = Math.max(Number(call.query.get("page") ?? 1) || 1, 1);
  const shown = records.slice((number - 1) * pageSize, number * pageSize);
  const head = { total: records.length, pageSize, page: number, name };
  const hasNext = number * pageSize < records.length;
  const nextHref = `${call.base}/api/query?${new URLSearchParams({ ...Object.fromEntries(call.query), page: String(number + 1) })}`;
  const format = call.query.get("format") ?? "records";
  const mediaType = `application/vnd.vmware.vcloud.query.${format}+xml`;
  if (call.wantsJson) {
    const link = hasNext ? [{ rel: "nextPage", href: nextHref }] : [];
    const typed = shown.map((record) => ({ _type: `QueryResult${type.element}Type`, ...record, link: [] }));
    return json(200, { ...head, link, record: typed });
  }
  const root = xml(
    "QueryResultRecords",
    { xmlns: NAMESPACE, ...head, href: `${call.base}/api/query?${call.query}`, type: mediaType },
    hasNext && xml("Link", { rel: "nextPage", href: nextHref }),
    ...shown.map((record) => {
      const { id, ...rest } = record;
      return xml(type.element, format === "idrecords" ? { id, ...rest } : rest);
    }),
  );
  return xmlReply(root, mediaType, call.apiVersion);
}
