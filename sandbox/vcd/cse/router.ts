import { type Call, json, type Reply } from "../call";
import { entityFor, showEntity, visibleEntities } from "../entity-access";
import { bareId, newId, urn } from "../ids";
import { filtered } from "../paging";
import type { Entity, Task } from "../records";
import type { VcdSandbox } from "../state";
import { VcdError } from "../vcd-error";
import { csePage, listOrgVdcs, listTemplates, oneOrgVdc, showTargets, systemInfo } from "./catalog";
import {
  checkImmutable,
  currentSpec,
  deleteCluster,
  deleteNfsNode,
  forceDeleteCluster,
  updateCluster,
  upgradeCluster,
  upgradeTargets,
} from "./change-cluster";
import { busyReply, CseError, errorReply } from "./cse-error";
import { kindOf } from "./entity-status";
import { readKubeconfig } from "./kubeconfig";
import { readDocument } from "./read-document";
import { createCluster } from "./requests";

interface Route {
  methods: string[];
  pattern: RegExp;
  /** Only at these API versions. */
  versions?: "35" | "36";
  operation: string;
  run: (sandbox: VcdSandbox, call: Call, parts: string[]) => Reply;
}

/** Query parameters other than paging are filters on entity keys. */
function listed(sandbox: VcdSandbox, call: Call): object[] {
  const type = sandbox.versions.entityTypes.at(-1);
  const wanted = Number(call.apiVersion) >= 36 ? type : "1.0.0";
  const entities = visibleEntities(sandbox, call.caller).filter((entity) =>
    entity.entityType.endsWith(`:cse:nativeCluster:${wanted}`),
  );
  const query = [...call.query].filter(([key]) => key !== "page" && key !== "pageSize");
  const filter = query.map(([key, value]) => `${key}==${value}`).join(";");
  const shown = entities.map((entity) => showEntity(sandbox, call.caller, entity));
  return filtered({ ...call, query: new URLSearchParams(filter ? { filter } : {}) }, shown);
}

const accepted = (sandbox: VcdSandbox, call: Call, entity: Entity, task: Task): Reply => {
  const shown = showEntity(sandbox, call.caller, entity);
  const key = entity.entityType.endsWith(":1.0.0") ? "task_href" : "taskHref";
  const status = { ...(shown.entity.status as object), [key]: `${call.base}/api/task/${task.id}` };
  return json(202, { ...shown, entity: { ...shown.entity, status } });
};

function body(call: Call): unknown {
  try {
    return JSON.parse(call.body === "" ? "{}" : call.body);
  } catch {
    throw new CseError(400, "The request body is not valid JSON.");
  }
}

const needThread = (sandbox: VcdSandbox) => sandbox.store.operations.size < sandbox.settings.cseThreads;

const write =
  (run: (sandbox: VcdSandbox, call: Call, parts: string[]) => Reply) =>
  (sandbox: VcdSandbox, call: Call, parts: string[]): Reply =>
    needThread(sandbox) ? run(sandbox, call, parts) : busyReply();

function acl(sandbox: VcdSandbox, call: Call, id: string): Reply {
  const entity = entityFor(sandbox, call.caller, id, call.method === "GET" ? "read" : "full");
  const { store } = sandbox;
  if (kindOf(entity) === "TKGm") throw new CseError(400, "This operation is not supported for TKGm clusters");
  if (call.method === "GET") {
    return csePage(
      call,
      entity.acl.map((entry) => ({
        accessLevelId: entry.accessLevelId,
        memberId: urn("user", entry.memberId),
        username: store.users.get(entry.memberId)?.name ?? "",
      })),
    );
  }
  const settings = (body(call) as { accessSetting?: unknown }).accessSetting;
  if (!Array.isArray(settings)) throw new CseError(400, "'accessSetting'");
  entity.acl = settings.map((given: { memberId?: unknown; accessLevelId?: unknown }) => {
    const memberId = bareId(String(given.memberId ?? ""));
    if (store.users.get(memberId)?.organizationId !== entity.organizationId) {
      throw new CseError(500, `The user ${given.memberId} is not a member of the organization.`);
    }
    return { id: newId(), memberId, accessLevelId: String(given.accessLevelId) };
  });
  entity.etag += 1;
  return { status: 204 };
}

const cluster = "^/3\\.0/clusters?/([^/]+)";
const pattern = (text: string) => new RegExp(`${text}/?$`, "i");

const routes: Route[] = [
  { methods: ["GET"], pattern: pattern("^/system"), operation: "cseSystem", run: systemInfo },
  {
    methods: ["PUT"],
    pattern: pattern("^/system"),
    operation: "cseSystemAction",
    run: (sandbox, call) => {
      if (!call.caller.provider) throw new CseError(401, "Unauthorized to update CSE");
      const action = (body(call) as { server_action?: unknown }).server_action;
      if (action !== "enable" && action !== "disable")
        throw new CseError(400, "Invalid server action.", 4029);
      sandbox.change({ cseEnabled: action === "enable" });
      return json(200, { message: `CSE has been ${action}d.` });
    },
  },
  {
    methods: ["GET"],
    pattern: pattern("^/templates?"),
    operation: "cseTemplates",
    run: (sandbox) => listTemplates(sandbox, false),
  },
  {
    methods: ["GET"],
    pattern: pattern("^/templates?/tkgm"),
    versions: "36",
    operation: "cseTkgmTemplates",
    run: (sandbox) => listTemplates(sandbox, true),
  },
  {
    methods: ["GET"],
    pattern: pattern("^/3\\.0/clusters?"),
    operation: "listClusters",
    run: (sandbox, call) => json(200, listed(sandbox, call)),
  },
  {
    methods: ["POST"],
    pattern: pattern("^/3\\.0/clusters?"),
    operation: "createCluster",
    run: write((sandbox, call) => {
      const spec = readDocument(body(call), call.apiVersion);
      const { entity, task } = createCluster(sandbox, call, spec);
      return accepted(sandbox, call, entity, task);
    }),
  },
  {
    methods: ["GET"],
    pattern: pattern("^/3\\.0/nativeclusters?"),
    operation: "listNativeClusters",
    // At API 36 the page number is lost on CSE's way to VCD: it is always the first.
    run: (sandbox, call) => csePage(call, listed(sandbox, call)),
  },
  {
    methods: ["GET"],
    pattern: pattern(cluster),
    operation: "getCluster",
    run: (sandbox, call, [id = ""]) =>
      json(200, showEntity(sandbox, call.caller, entityFor(sandbox, call.caller, id, "read"))),
  },
  {
    methods: ["PUT"],
    pattern: pattern(cluster),
    operation: "updateCluster",
    run: write((sandbox, call, [id = ""]) => {
      const spec = readDocument(body(call), call.apiVersion);
      const entity = entityFor(sandbox, call.caller, id, "write");
      return accepted(sandbox, call, entity, updateCluster(sandbox, call, entity, spec));
    }),
  },
  {
    methods: ["DELETE"],
    pattern: pattern(cluster),
    operation: "deleteCluster",
    run: write((sandbox, call, [id = ""]) => {
      const entity = entityFor(sandbox, call.caller, id, "full");
      return accepted(sandbox, call, entity, deleteCluster(sandbox, call, entity));
    }),
  },
  {
    methods: ["GET"],
    pattern: pattern(`${cluster}/config`),
    operation: "getClusterConfig",
    run: (sandbox, call, [id = ""]) => {
      const entity = entityFor(sandbox, call.caller, id, "read");
      return json(200, { message: readKubeconfig(sandbox, entity, call.caller.user.name) });
    },
  },
  {
    methods: ["GET"],
    pattern: pattern(`${cluster}/upgrade-plan`),
    operation: "getUpgradePlan",
    run: (sandbox, call, [id = ""]) => {
      const entity = entityFor(sandbox, call.caller, id, "read");
      if (kindOf(entity) === "TKGm" && sandbox.settings.personality === "3.1.4") {
        throw new CseError(400, "This operation is not supported for TKGm clusters");
      }
      return showTargets(upgradeTargets(sandbox, entity));
    },
  },
  {
    methods: ["POST"],
    pattern: pattern(`${cluster}/action/upgrade`),
    versions: "35",
    operation: "upgradeCluster",
    run: write((sandbox, call, [id = ""]) => {
      const spec = readDocument(body(call), call.apiVersion);
      const entity = entityFor(sandbox, call.caller, id, "write");
      checkImmutable(spec, currentSpec(sandbox, entity), [
        "k8_distribution.template_name",
        "k8_distribution.template_revision",
      ]);
      return accepted(sandbox, call, entity, upgradeCluster(sandbox, call, entity, spec));
    }),
  },
  {
    methods: ["POST"],
    pattern: pattern(`${cluster}/action/force-delete`),
    versions: "36",
    operation: "forceDeleteCluster",
    run: write((sandbox, call, [id = ""]) => {
      const entity = entityFor(sandbox, call.caller, id, "full");
      return accepted(sandbox, call, entity, forceDeleteCluster(sandbox, call, entity));
    }),
  },
  {
    methods: ["DELETE"],
    pattern: pattern(`${cluster}/nfs/([^/]+)`),
    operation: "deleteNfsNode",
    run: write((sandbox, call, [id = "", node = ""]) => {
      const entity = entityFor(sandbox, call.caller, id, "write");
      return accepted(sandbox, call, entity, deleteNfsNode(sandbox, call, entity, decodeURIComponent(node)));
    }),
  },
  {
    methods: ["GET", "PUT"],
    pattern: pattern(`${cluster}/acl`),
    operation: "clusterAcl",
    run: (sandbox, call, [id = ""]) => acl(sandbox, call, id),
  },
  {
    methods: ["GET"],
    pattern: pattern("^/3\\.0/orgvdcs?"),
    operation: "cseOrgVdcs",
    run: (sandbox, call) => listOrgVdcs(sandbox, call, true),
  },
  {
    methods: ["GET"],
    pattern: pattern("^/3\\.0/ovdcs?"),
    versions: "35",
    operation: "cseOvdcs",
    run: (sandbox, call) => listOrgVdcs(sandbox, call, false),
  },
  {
    methods: ["GET", "PUT"],
    pattern: pattern("^/3\\.0/ovdcs?/([^/]+)"),
    operation: "cseOvdc",
    run: (sandbox, call, [id = ""]) => oneOrgVdc(sandbox, call, bareId(id)),
  },
];

/** `path` is what follows /api/cse. */
export const findRoute = (method: string, path: string) =>
  routes.find((route) => route.methods.includes(method) && route.pattern.test(path));

/** Everything below /api/cse: VCD relays it, CSE answers in its own shape. */
export function answerCse(sandbox: VcdSandbox, call: Call): Reply {
  const path = call.path.slice("/api/cse".length);
  const { settings, versions } = sandbox;
  if (!settings.cseInstalled) throw new VcdError(404, "NOT_FOUND", `No resource at ${call.path}.`);
  const route = findRoute(call.method, path);
  try {
    if (!route) {
      const known = routes.some((each) => each.pattern.test(path));
      throw known ? new CseError(405, "Method not allowed") : new CseError(404, "Invalid url - not found");
    }
    if (!settings.cseEnabled && !route.operation.startsWith("cseSystem")) {
      throw new CseError(400, "CSE service is disabled. Contact the System Administrator.");
    }
    const version = Number(call.apiVersion) >= 36 ? "36" : "35";
    const supported = versions.cse.some((each) => Number(each) === Number(call.apiVersion));
    if (!supported || (route.versions && route.versions !== version)) {
      const expected = versions.cse.map((each) => `'${each}'`).join(", ");
      throw new CseError(406, `Invalid api version specified. Expected api version '[${expected}]'.`);
    }
    const [, ...parts] = route.pattern.exec(path) ?? [];
    return route.run(sandbox, call, parts);
  } catch (error) {
    if (error instanceof CseError) return errorReply(error.status, error.message, error.minorCode);
    // Whatever VCD said reaches the client as 500 with VCD's words.
    if (error instanceof VcdError) return errorReply(500, error.message);
    throw error;
  }
}
