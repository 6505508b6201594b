import { type Call, json, type Reply, sees } from "../call";
import type { Template } from "../records";
import type { VcdSandbox } from "../state";
import { CseError } from "./cse-error";

/** GET /api/cse/system; the two added keys are how clients tell 3.1 from 3.0. */
export function systemInfo(sandbox: VcdSandbox, call: Call): Reply {
  const { personality } = sandbox.settings;
  const supported = sandbox.versions.cse;
  return json(200, {
    product: "CSE",
    description: "Container Service Extension for VMware vCloud Director",
    version: personality,
    cse_server_api_version: supported.at(-1),
    ...(personality === "3.1.4" && {
      cse_server_supported_api_versions: supported,
      cse_server_running_in_legacy_mode: false,
    }),
    ...(call.caller.provider && {
      all_consumer_threads: sandbox.settings.cseThreads,
      requests_in_progress: sandbox.store.operations.size,
      config_file: "/opt/vmware/cse/config/config.yaml",
      status: sandbox.settings.cseEnabled ? "Running" : "Disabled",
      python: "3.7.3",
    }),
  });
}

function showTemplate(template: Template, numericRevision: boolean, version: string) {
  return {
    catalog: template.catalog,
    catalog_item: `${template.name}_rev${template.revision}`,
    cni: template.cni,
    cni_version: template.cniVersion,
    deprecated: template.deprecated ? "Yes" : "No",
    description: "",
    docker_version: template.dockerVersion,
    is_default: template.isDefault ? "Yes" : "No",
    kind: template.kind,
    kubernetes: template.kubernetes,
    kubernetes_version: template.kubernetesVersion,
    name: template.name,
    os: template.os,
    revision: numericRevision ? template.revision : String(template.revision),
    ...(numericRevision && {
      container_runtime: "containerd",
      container_runtime_version: "1.4.6",
      cse_version: version,
    }),
  };
}

const newestFirst = (a: Template, b: Template) => b.name.localeCompare(a.name) || b.revision - a.revision;

/** 3.1.x lists TKGm templates at an address of their own. */
export function listTemplates(sandbox: VcdSandbox, tkgmOnly: boolean): Reply {
  const split = sandbox.settings.personality === "3.1.4";
  const shown = sandbox.store.templates
    .filter((template) => !split || (template.kind === "TKGm") === tkgmOnly)
    .sort(newestFirst)
    .map((template) => showTemplate(template, tkgmOnly, sandbox.settings.personality));
  return json(200, shown);
}

export const showTargets = (templates: Template[]) =>
  json(
    200,
    [...templates].sort(newestFirst).map((template) => showTemplate(template, false, "")),
  );

/** A page as CSE cuts it: its own keys, no Link header. */
export function csePage(call: Call, values: unknown[]): Reply {
  const number = Math.max(1, Number(call.query.get("page") ?? 1) || 1);
  const pageSize = Math.max(1, Number(call.query.get("pageSize") ?? 25) || 25);
  const pageCount = Math.ceil(values.length / pageSize);
  const address = (page: number) => `${call.base}${call.path}?page=${page}&pageSize=${pageSize}`;
  return json(200, {
    resultTotal: values.length,
    page: number,
    pageSize,
    pageCount,
    ...(number < pageCount && { nextPageUri: address(number + 1) }),
    ...(number > 1 && { previousPageUri: address(number - 1) }),
    values: values.slice((number - 1) * pageSize, number * pageSize),
  });
}

function visibleVdcs(sandbox: VcdSandbox, call: Call) {
  return sandbox.store.vdcs.filter((vdc) => sees(call.caller, vdc.organizationId));
}

const showVdc = (vdc: { name: string; id: string; k8sRuntimes: string[] }) => ({
  ovdc_name: vdc.name,
  ovdc_id: vdc.id,
  k8s_runtime: vdc.k8sRuntimes,
});

export const listOrgVdcs = (sandbox: VcdSandbox, call: Call, paged: boolean): Reply => {
  const values = visibleVdcs(sandbox, call).map(showVdc);
  return paged ? csePage(call, values) : json(200, values);
};

export function oneOrgVdc(sandbox: VcdSandbox, call: Call, id: string): Reply {
  const vdc = visibleVdcs(sandbox, call).find((each) => each.id === id);
  if (!vdc) throw new CseError(500, `org VDC ${id} not found`, 4019);
  if (call.method === "GET") {
    return json(200, {
      ...showVdc(vdc),
      org_name: sandbox.store.organizations.get(vdc.organizationId)?.name ?? "",
    });
  }
  if (!call.caller.provider) throw new CseError(500, "Insufficient permission to perform operation.");
  const body = JSON.parse(call.body === "" ? "{}" : call.body) as { k8s_runtime?: unknown };
  if (!Array.isArray(body.k8s_runtime)) throw new CseError(400, "'k8s_runtime'");
  vdc.k8sRuntimes = body.k8s_runtime.map(String);
  return json(202, { task_href: null });
}
