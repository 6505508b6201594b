import type { ClusterSpec, NodePool } from "./cluster-spec";
import { CseError } from "./cse-error";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const bad = (message: string) => new CseError(400, message);

/** An object with exactly these keys: CSE 3.0.x builds dataclasses from it, and Python's words are the answer. */
function strict(value: unknown, known: readonly string[], required: readonly string[] = []): Json {
  const given = value === undefined || value === null ? {} : value;
  if (!isObject(given)) throw bad("type object argument after ** must be a mapping, not str");
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) throw bad(`__init__() got an unexpected keyword argument '${key}'`);
  }
  const missing = required.filter((key) => given[key] === undefined);
  if (missing.length > 0) {
    const names = missing.map((key) => `'${key}'`).join(" and ");
    throw bad(
      `__init__() missing ${missing.length} required positional argument${missing.length > 1 ? "s" : ""}: ${names}`,
    );
  }
  return given;
}

function text(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return String(value);
}

function count(value: unknown, fallback: number, maximum: number, name: string): number {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== "number" || !Number.isInteger(value)) throw bad(`'${name}' is not an integer`);
  if (value < 0 || value > maximum) throw bad(`${name} must be between 0 and ${maximum} (received ${value})`);
  return value;
}

const flag = (value: unknown, fallback: boolean) => (typeof value === "boolean" ? value : fallback);

function pool1(value: unknown, fallback: number, name: string): NodePool {
  const given = strict(value, ["sizing_class", "storage_profile", "count"]);
  return {
    count: count(given.count, fallback, 100, `${name} count`),
    sizingClass: text(given.sizing_class),
    storageProfile: text(given.storage_profile),
    cpu: null,
    memory: null,
  };
}

/** Documents of API 35.0. */
export function readDocument1(value: unknown): ClusterSpec {
  const document = strict(value, ["api_version", "kind", "metadata", "spec", "status"], ["metadata", "spec"]);
  const metadata = strict(
    document.metadata,
    ["cluster_name", "org_name", "ovdc_name"],
    ["cluster_name", "org_name", "ovdc_name"],
  );
  if (!isObject(document.spec) || document.spec.settings === undefined) throw bad("'settings'");
  const spec = strict(document.spec, [
    "control_plane",
    "workers",
    "nfs",
    "k8_distribution",
    "settings",
    "expose",
  ]);
  const settings = strict(spec.settings, ["network", "ssh_key", "rollback_on_failure"], ["network"]);
  const distribution = strict(spec.k8_distribution, ["template_name", "template_revision"]);
  const controlPlane = pool1(spec.control_plane, 1, "control_plane");
  if (controlPlane.count !== 1) throw bad("Control plane count must be 1");
  return {
    version: "1.0.0",
    kind: text(document.kind) ?? "native",
    name: String(metadata.cluster_name),
    orgName: String(metadata.org_name),
    vdcName: String(metadata.ovdc_name),
    site: null,
    controlPlane,
    workers: pool1(spec.workers, 1, "workers"),
    nfs: pool1(spec.nfs, 0, "nfs"),
    templateName: text(distribution.template_name) ?? "",
    templateRevision: count(distribution.template_revision, 0, 1_000_000, "template_revision"),
    network: String(settings.network),
    sshKey: text(settings.ssh_key),
    rollback: flag(settings.rollback_on_failure, true),
    expose: flag(spec.expose, false),
    podCidr: null,
    serviceCidr: null,
  };
}

/** A part of a lenient document: absent is empty, anything but an object is a failure to parse. */
function part(parent: Json, key: string): Json {
  const value = parent[key];
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw bad(`Failed to parse request body: '${key}'`);
  return value;
}

function needed(parent: Json, key: string): string {
  const value = text(parent[key]);
  if (value === null) throw bad(`Failed to parse request body: '${key}'`);
  return value;
}

function pool2(topology: Json, key: string, fallback: number, role: string | null): NodePool {
  const given = part(topology, key);
  const amount = (value: unknown) => (typeof value === "number" ? value : null);
  const pool = {
    count: count(given.count, fallback, 200, `${key} count`),
    sizingClass: text(given.sizingClass),
    storageProfile: text(given.storageProfile),
    cpu: amount(given.cpu),
    memory: amount(given.memory),
  };
  if (role !== null && pool.sizingClass && (pool.cpu !== null || pool.memory !== null)) {
    throw bad(`Cannot specify both sizing class and cpu/memory for ${role} nodes.`);
  }
  return pool;
}

const firstBlock = (network: Json, key: string): string | null => {
  const blocks = part(network, key).cidrBlocks;
  return Array.isArray(blocks) && blocks.length > 0 ? String(blocks[0]) : null;
};

/** Documents of API 36.0; keys it does not know are passed over. */
export function readDocument2(value: unknown): ClusterSpec {
  const document = isObject(value) ? value : {};
  const { apiVersion } = document;
  if (apiVersion !== "cse.vmware.com/v2.0" && apiVersion !== "cse.vmware.com/v2.1") {
    throw bad(`Unsupported payload version: ${apiVersion === undefined ? "None" : apiVersion}`);
  }
  if (!isObject(document.metadata)) throw bad("Failed to parse request body: 'metadata'");
  if (!isObject(document.spec) || !isObject(document.spec.settings))
    throw bad("Failed to parse request body: 'settings'");
  const { metadata, spec } = document;
  const settings = part(spec, "settings");
  const network = part(settings, "network");
  const topology = part(spec, "topology");
  const distribution = part(spec, "distribution");
  return {
    version: "2.1.0",
    kind: text(document.kind) ?? "",
    name: needed(metadata, "name"),
    orgName: needed(metadata, "orgName"),
    vdcName: needed(metadata, "virtualDataCenterName"),
    site: text(metadata.site),
    controlPlane: pool2(topology, "controlPlane", 1, "Control Plane"),
    workers: pool2(topology, "workers", 1, "Workers"),
    nfs: pool2(topology, "nfs", 0, null),
    templateName: text(distribution.templateName) ?? "",
    templateRevision: count(distribution.templateRevision, 0, 1_000_000, "templateRevision"),
    network: needed(settings, "ovdcNetwork"),
    sshKey: text(settings.sshKey),
    rollback: flag(settings.rollbackOnFailure, true),
    expose: flag(network.expose, false),
    podCidr: firstBlock(network, "pods"),
    serviceCidr: firstBlock(network, "services"),
  };
}

export const readDocument = (value: unknown, apiVersion: string): ClusterSpec =>
  Number(apiVersion) >= 36 ? readDocument2(value) : readDocument1(value);
