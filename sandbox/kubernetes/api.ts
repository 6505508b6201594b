import {
  type ClusterView,
  type KubernetesObject,
  listNamespaces,
  listNodes,
  listPods,
  listServices,
} from "./objects";
import { toTable } from "./tables";

export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  accept: string;
  body: string;
  /** Who the client certificate says is calling; `system:anonymous` without one. */
  user: { name: string; groups: string[] };
}

export interface ApiReply {
  status: number;
  contentType: string;
  body: string;
}

const json = (status: number, value: unknown): ApiReply => ({
  status,
  contentType: "application/json",
  body: JSON.stringify(value),
});

const plain = (status: number, body: string): ApiReply => ({
  status,
  contentType: "text/plain; charset=utf-8",
  body,
});

export function failure(code: number, reason: string, message: string, details: object = {}): ApiReply {
  return json(code, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    details,
    code,
  });
}

const resources: Record<
  string,
  { kind: string; namespaced: boolean; shortNames: string[]; list: (view: ClusterView) => KubernetesObject[] }
> = {
  nodes: { kind: "Node", namespaced: false, shortNames: ["no"], list: listNodes },
  namespaces: { kind: "Namespace", namespaced: false, shortNames: ["ns"], list: listNamespaces },
  services: { kind: "Service", namespaced: true, shortNames: ["svc"], list: listServices },
  pods: { kind: "Pod", namespaced: true, shortNames: ["po"], list: listPods },
};

const groups: Record<string, { name: string; kind: string }[]> = {
  "authorization.k8s.io": [
    { name: "selfsubjectaccessreviews", kind: "SelfSubjectAccessReview" },
    { name: "selfsubjectrulesreviews", kind: "SelfSubjectRulesReview" },
  ],
  "authentication.k8s.io": [{ name: "selfsubjectreviews", kind: "SelfSubjectReview" }],
};

const coreList = () => ({
  kind: "APIResourceList",
  groupVersion: "v1",
  resources: Object.entries(resources).map(([name, { kind, namespaced, shortNames }]) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: ["get", "list"],
    shortNames,
  })),
});

const groupVersion = (name: string) => ({ groupVersion: `${name}/v1`, version: "v1" });

function discovery(path: string): unknown {
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  if (path === "/api/v1") return coreList();
  if (path === "/apis") {
    return {
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: Object.keys(groups).map((name) => ({
        name,
        versions: [groupVersion(name)],
        preferredVersion: groupVersion(name),
      })),
    };
  }
  const [, group] = /^\/apis\/([^/]+)\/v1$/.exec(path) ?? [];
  const listed = group ? groups[group] : undefined;
  if (!listed) return undefined;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: `${group}/v1`,
    resources: listed.map(({ name, kind }) => ({
      name,
      singularName: "",
      namespaced: false,
      kind,
      verbs: ["create"],
    })),
  };
}

function versionInfo(gitVersion: string) {
  const [major = "v1", minor = "21"] = gitVersion.split(".");
  return {
    major: major.replace(/^v/, ""),
    minor,
    gitVersion,
    gitCommit: "0000000000000000000000000000000000000000",
    gitTreeState: "clean",
    buildDate: "2021-06-16T12:53:14Z",
    goVersion: "go1.16.5",
    compiler: "gc",
    platform: "linux/amd64",
  };
}

const allows = (request: ApiRequest) => request.user.groups.includes("system:masters");

function review(path: string, request: ApiRequest): ApiReply | undefined {
  const [, group = "", name] = /^\/apis\/([^/]+)\/v1\/([a-z]+)$/.exec(path) ?? [];
  const listed = groups[group]?.find((each) => each.name === name);
  if (!listed) return undefined;
  if (request.method !== "POST")
    return failure(
      405,
      "MethodNotAllowed",
      "the server does not allow this method on the requested resource",
    );
  let given: { spec?: unknown };
  try {
    given = JSON.parse(request.body);
  } catch {
    // Some kubectl versions send protobuf; what is asked does not change the answer here.
    given = {};
  }
  const answer = { kind: listed.kind, apiVersion: `${group}/v1`, metadata: {}, spec: given.spec ?? {} };
  const allowed = allows(request);
  if (listed.kind === "SelfSubjectAccessReview") {
    return json(201, { ...answer, status: { allowed, ...(!allowed && { reason: "" }) } });
  }
  if (listed.kind === "SelfSubjectRulesReview") {
    const resourceRules = allowed ? [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }] : [];
    const nonResourceRules = allowed ? [{ verbs: ["*"], nonResourceURLs: ["*"] }] : [];
    return json(201, { ...answer, status: { resourceRules, nonResourceRules, incomplete: false } });
  }
  const { name: username, groups: userGroups } = request.user;
  return json(201, { ...answer, status: { userInfo: { username, groups: userGroups } } });
}

function selects(object: KubernetesObject, query: URLSearchParams): boolean {
  const labels = (query.get("labelSelector") ?? "").split(",").filter(Boolean);
  const name = /metadata\.name=([^,]+)/.exec(query.get("fieldSelector") ?? "")?.[1];
  if (name !== undefined && object.metadata.name !== name) return false;
  return labels.every((label) => {
    const [key = "", value] = label.split(/==?/);
    return value === undefined ? key in object.metadata.labels : object.metadata.labels[key] === value;
  });
}

function resource(view: ClusterView, request: ApiRequest): ApiReply | undefined {
  const [, namespace, plural = "", name] =
    /^\/api\/v1(?:\/namespaces\/([^/]+)(?=\/[a-z]+))?\/([a-z]+)(?:\/([^/]+))?$/.exec(request.path) ?? [];
  const found = resources[plural];
  if (!found || (namespace !== undefined && !found.namespaced)) return undefined;
  if (!allows(request)) {
    const verb = name === undefined ? "list" : "get";
    return failure(
      403,
      "Forbidden",
      `${plural} is forbidden: User "${request.user.name}" cannot ${verb} resource "${plural}" in API group "" at the cluster scope`,
      { kind: plural },
    );
  }
  if (request.method !== "GET") {
    return failure(
      405,
      "MethodNotAllowed",
      "the server does not allow this method on the requested resource",
    );
  }
  const all = found
    .list(view)
    .filter((object) => namespace === undefined || object.metadata.namespace === namespace);
  const wantsTable = request.accept.includes("as=Table");
  if (name !== undefined) {
    const object = all.find((each) => each.metadata.name === name);
    if (!object) return failure(404, "NotFound", `${plural} "${name}" not found`, { name, kind: plural });
    return json(200, wantsTable ? toTable(plural, [object], view) : object);
  }
  const items = all.filter((object) => selects(object, request.query));
  if (wantsTable) return json(200, toTable(plural, items, view));
  return json(200, {
    kind: `${found.kind}List`,
    apiVersion: "v1",
    metadata: { resourceVersion: "1" },
    items,
  });
}

/** As much of the Kubernetes API as kubectl's version, get, cluster-info and auth commands ask for. */
export function answerKubernetes(view: ClusterView, request: ApiRequest): ApiReply {
  const { path } = request;
  if (path === "/version") return json(200, versionInfo(view.plane.kubernetesVersion));
  if (path === "/healthz" || path === "/livez" || path === "/readyz") return plain(200, "ok");
  if (request.user.name === "system:anonymous") {
    const anonymous = resource(view, request);
    if (anonymous) return anonymous;
    return failure(403, "Forbidden", `forbidden: User "system:anonymous" cannot get path "${path}"`);
  }
  const found = discovery(path);
  if (found) return json(200, found);
  return review(path, request) ?? resource(view, request) ?? plain(404, "404 page not found\n");
}
