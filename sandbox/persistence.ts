import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "./clock";

const DEBOUNCE_MS = 300;
const VERSION = 1;

interface KeptTable {
  all(): object[];
  put(record: never): unknown;
}

/** What a state file needs of a world. */
interface Kept<Settings> {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly store: { readonly tables: Record<string, KeptTable> };
  change(settings: Settings): unknown;
}

interface Saved<Settings> {
  version: number;
  clock: ReturnType<Clock["save"]>;
  settings: Settings;
  tables: Record<string, object[]>;
}

/** Keeps the world in one file, written whole beside it and moved into place. Journal and faults are not kept. */
export class StateFile<Settings> {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly path: string,
    private readonly sandbox: Kept<Settings>,
  ) {}

  /** A missing file is an empty world; a file that cannot be read stops the start rather than being overwritten. */
  load(): void {
    let content: string;
    try {
      content = readFileSync(this.path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    let saved: Saved<Settings>;
    try {
      saved = JSON.parse(content);
      if (saved.version !== VERSION) throw new Error(`version ${saved.version} is not ${VERSION}`);
    } catch (error) {
      throw new Error(
        `The sandbox's state file ${this.path} cannot be read (${error}). Delete it to start anew.`,
      );
    }
    this.sandbox.clock.load(saved.clock);
    this.sandbox.change(saved.settings);
    for (const [name, table] of Object.entries(this.sandbox.store.tables)) {
      for (const record of saved.tables[name] ?? []) table.put(record as never);
    }
  }

  schedule(): void {
    if (this.timer) return;
    this.timer = setTimeout(() => this.save(), DEBOUNCE_MS);
    this.timer.unref();
  }

  save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { clock, settings, store } = this.sandbox;
    const tables = Object.fromEntries(
      Object.entries(store.tables).map(([name, table]) => [name, table.all()]),
    );
    const saved: Saved<Settings> = { version: VERSION, clock: clock.save(), settings, tables };
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.${process.pid}.tmp`;
    writeFileSync(draft, JSON.stringify(saved), { mode: 0o600 });
    renameSync(draft, this.path);
  }
}
