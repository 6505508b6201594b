import type {
  Account,
  Credential,
  Peering,
  Place,
  PrefixList,
  Role,
  RouteTable,
  Subnet,
  Vpc,
} from "./records";

export const placeKey = (place: Place) => `${place.accountId}/${place.region}`;

type Undo = { table: Table<never>; key: string; before: unknown };

interface TableOptions<T> {
  key: (record: T) => string;
  indexes?: Record<string, (record: T) => string[]>;
  places?: (record: T) => string[];
}

interface Row<T> {
  /** Order of arrival: what paging walks along. */
  readonly sequence: number;
  readonly record: T;
}

/** Records are immutable and replaced whole, so that a stale read is a matter of putting old ones back. */
export class Table<T> {
  private readonly rows = new Map<string, Row<T>>();
  private readonly indexes = new Map<string, Map<string, Set<string>>>();
  private next = 1;

  constructor(
    private readonly options: TableOptions<T>,
    private readonly onChange: (
      table: Table<T>,
      key: string,
      before: T | undefined,
      places: string[],
    ) => void,
  ) {
    for (const name of Object.keys(options.indexes ?? {})) this.indexes.set(name, new Map());
  }

  get(key: string): T | undefined {
    return this.rows.get(key)?.record;
  }

  sequenceOf(key: string): number {
    return this.rows.get(key)?.sequence ?? 0;
  }

  all(): T[] {
    return [...this.rows.values()].map((row) => row.record);
  }

  get size(): number {
    return this.rows.size;
  }

  by(index: string, value: string): T[] {
    const found: T[] = [];
    for (const key of this.indexes.get(index)?.get(value) ?? []) {
      const row = this.rows.get(key);
      if (row) found.push(row.record);
    }
    return found;
  }

  put(record: T): void {
    this.replace(this.options.key(record), record);
  }

  delete(key: string): void {
    this.replace(key, undefined);
  }

  clear(): void {
    this.rows.clear();
    for (const index of this.indexes.values()) index.clear();
  }

  private replace(key: string, record: T | undefined): void {
    const before = this.rows.get(key)?.record;
    const places = [before, record].flatMap((each) => (each ? (this.options.places?.(each) ?? []) : []));
    this.onChange(this, key, before, places);
    this.swap(key, record);
  }

  /** Sets a record without remembering what was there before. */
  swap(key: string, record: T | undefined): T | undefined {
    const row = this.rows.get(key);
    if (row) this.index(key, row.record, "delete");
    if (record) {
      this.rows.set(key, { sequence: row?.sequence ?? this.next++, record });
      this.index(key, record, "add");
    } else this.rows.delete(key);
    return row?.record;
  }

  private index(key: string, record: T, change: "add" | "delete"): void {
    for (const [name, valuesOf] of Object.entries(this.options.indexes ?? {})) {
      const index = this.indexes.get(name);
      for (const value of valuesOf(record)) {
        const keys = index?.get(value) ?? new Set<string>();
        keys[change](key);
        if (keys.size === 0) index?.delete(value);
        else index?.set(value, keys);
      }
    }
  }
}

export class Store {
  /** Per place, what its last mutation replaced. */
  private readonly lastMutations = new Map<string, Undo[]>();
  private mutation: Map<string, Undo[]> | null = null;
  private listener: () => void = () => {};

  private table<T>(options: TableOptions<T>): Table<T> {
    return new Table<T>(options, (table, key, before, places) => {
      this.listener();
      for (const place of new Set(places)) {
        const undos = this.mutation?.get(place) ?? [];
        undos.push({ table: table as unknown as Table<never>, key, before });
        this.mutation?.set(place, undos);
      }
    });
  }

  private placed<T extends Place>(
    key: (record: T) => string,
    indexes: Record<string, (record: T) => string[]> = {},
  ): Table<T> {
    return this.table<T>({
      key,
      indexes: { place: (record) => [placeKey(record)], ...indexes },
      places: (record) => [placeKey(record)],
    });
  }

  readonly accounts = this.table<Account>({ key: (account) => account.accountId });
  readonly credentials = this.table<Credential>({
    key: (credential) => credential.accessKeyId,
    indexes: { account: (credential) => [credential.accountId] },
  });
  readonly roles = this.table<Role>({
    key: (role) => `${role.accountId}/${role.roleName}`,
    indexes: { account: (role) => [role.accountId] },
  });
  readonly vpcs = this.placed<Vpc>((vpc) => vpc.vpcId, { account: (vpc) => [vpc.accountId] });
  readonly subnets = this.placed<Subnet>((subnet) => subnet.subnetId, { vpc: (subnet) => [subnet.vpcId] });
  readonly routeTables = this.placed<RouteTable>((table) => table.routeTableId, {
    vpc: (table) => [table.vpcId],
  });
  readonly prefixLists = this.placed<PrefixList>((list) => list.prefixListId);
  readonly peerings = this.table<Peering>({
    key: (peering) => peering.vpcPeeringConnectionId,
    indexes: {
      place: (peering) => [...new Set([placeKey(peering.requester), placeKey(peering.accepter)])],
      requesterPlace: (peering) => [placeKey(peering.requester)],
      vpc: (peering) => [...new Set([peering.requester.vpcId, peering.accepter.vpcId])],
      pair: (peering) => [pairKey(peering.requester.vpcId, peering.accepter.vpcId)],
      timed: (peering) => (peering.dueAt === null ? [] : ["yes"]),
    },
    places: (peering) => [placeKey(peering.requester), placeKey(peering.accepter)],
  });

  readonly tables = {
    accounts: this.accounts,
    credentials: this.credentials,
    roles: this.roles,
    vpcs: this.vpcs,
    subnets: this.subnets,
    routeTables: this.routeTables,
    prefixLists: this.prefixLists,
    peerings: this.peerings,
  };

  onChange(listener: () => void): void {
    this.listener = listener;
  }

  /** Runs one call that may write; what it replaces is kept, per place, for stale reads. */
  mutate<T>(run: () => T): T {
    const mutation = new Map<string, Undo[]>();
    this.mutation = mutation;
    try {
      return run();
    } finally {
      this.mutation = null;
      for (const [place, undos] of mutation) this.lastMutations.set(place, undos);
    }
  }

  /** Runs a read on the world as it was before the last mutation that touched this place. */
  asBeforeLastMutation<T>(place: Place, run: () => T): T {
    const undos = this.lastMutations.get(placeKey(place)) ?? [];
    const redo: Undo[] = [];
    for (const undo of [...undos].reverse()) {
      redo.unshift({ ...undo, before: undo.table.swap(undo.key, undo.before as never) });
    }
    try {
      return run();
    } finally {
      for (const { table, key, before } of redo) table.swap(key, before as never);
    }
  }

  clear(): void {
    for (const table of Object.values(this.tables)) table.clear();
    this.lastMutations.clear();
    this.listener();
  }
}

export const pairKey = (requesterVpcId: string, accepterVpcId: string) =>
  `${requesterVpcId}>${accepterVpcId}`;
