import type { ControlPlaneRecord, KeyPair } from "../kubernetes/records";
import type { CseOperation } from "./cse/operation";
import type {
  ApiToken,
  EdgeGateway,
  Entity,
  FirewallGroup,
  NatRule,
  Organization,
  OrgVdcNetwork,
  PortProfile,
  Role,
  Session,
  Task,
  Template,
  User,
  Vapp,
  Vdc,
  VdcGroup,
  VirtualService,
} from "./records";

/** Records by key, in the order they came. */
export class Table<T extends object> {
  private readonly rows = new Map<string, T>();

  constructor(private readonly keyOf: (record: T) => string) {}

  get size(): number {
    return this.rows.size;
  }

  get(key: string | null | undefined): T | undefined {
    return key === null || key === undefined ? undefined : this.rows.get(key);
  }

  put(record: T): T {
    this.rows.set(this.keyOf(record), record);
    return record;
  }

  delete(key: string): void {
    this.rows.delete(key);
  }

  all(): T[] {
    return [...this.rows.values()];
  }

  filter(test: (record: T) => boolean): T[] {
    return this.all().filter(test);
  }

  find(test: (record: T) => boolean): T | undefined {
    for (const record of this.rows.values()) if (test(record)) return record;
    return undefined;
  }

  clear(): void {
    this.rows.clear();
  }
}

/** Something due at a time of the world. */
export interface Job {
  id: string;
  at: number;
  order: number;
  work:
    | { kind: "edge-change"; taskId: string }
    | { kind: "cse-step"; operationId: string }
    | { kind: "release-edge"; edgeGatewayId: string };
}

/** What an accepted change of an edge gateway will do when its task ends. */
export interface PendingChange {
  taskId: string;
  edgeGatewayId: string;
  change: EdgeChange;
}

export type EdgeChange =
  | { kind: "put-rule"; rule: NatRule }
  | { kind: "delete-rule"; ruleId: string }
  | { kind: "put-firewall"; rules: EdgeGateway["firewall"]["userDefinedRules"] }
  | { kind: "put-group"; group: FirewallGroup }
  | { kind: "delete-group"; groupId: string }
  | { kind: "put-profile"; profile: PortProfile }
  | { kind: "delete-profile"; profileId: string }
  | { kind: "describe-edge"; name: string; description: string };

const byId = (record: { id: string }) => record.id;

export class Store {
  readonly organizations = new Table<Organization>(byId);
  readonly roles = new Table<Role>(byId);
  readonly users = new Table<User>(byId);
  readonly sessions = new Table<Session>(byId);
  readonly apiTokens = new Table<ApiToken>(byId);
  readonly vdcs = new Table<Vdc>(byId);
  readonly vdcGroups = new Table<VdcGroup>(byId);
  readonly edgeGateways = new Table<EdgeGateway>(byId);
  readonly networks = new Table<OrgVdcNetwork>(byId);
  readonly natRules = new Table<NatRule>(byId);
  readonly firewallGroups = new Table<FirewallGroup>(byId);
  readonly portProfiles = new Table<PortProfile>(byId);
  readonly templates = new Table<Template>((template) => `${template.name}/${template.revision}`);
  readonly tasks = new Table<Task>(byId);
  readonly entities = new Table<Entity>(byId);
  readonly vapps = new Table<Vapp>(byId);
  readonly virtualServices = new Table<VirtualService>(byId);
  readonly controlPlanes = new Table<ControlPlaneRecord>((plane) => plane.vappId);
  readonly operations = new Table<CseOperation>(byId);
  readonly pendingChanges = new Table<PendingChange>((pending) => pending.taskId);
  readonly jobs = new Table<Job>(byId);
  /** Who signed VCD's own certificate. */
  readonly authorities = new Table<KeyPair>(() => "vcd");

  get tables(): Record<string, Table<never>> {
    return Object.fromEntries(
      Object.entries(this).filter((entry): entry is [string, Table<never>] => entry[1] instanceof Table),
    );
  }

  organizationNamed(name: string): Organization | undefined {
    return this.organizations.find((organization) => organization.name.toLowerCase() === name.toLowerCase());
  }

  clear(): void {
    // Clients were given the authority, and the server goes on with it.
    const kept = this.authorities.all();
    for (const table of Object.values(this.tables)) table.clear();
    for (const authority of kept) this.authorities.put(authority);
  }
}
