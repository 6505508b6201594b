export interface JournalEntry {
  n: number;
  /** The world's time, ISO. */
  at: string;
  service: "api" | "cloudapi" | "cse" | "oauth" | "kubernetes";
  /** `cse` for what CSE itself calls in the name of a user. */
  via: "client" | "cse";
  operation: string;
  method: string;
  path: string;
  organization: string;
  user: string;
  /** The organization named by the tenant context of a provider's call. */
  tenantContext?: string | undefined;
  apiVersion?: string | undefined;
  /** Passwords and tokens are never written here. */
  body?: unknown;
  /** HTTP status; 0 when the connection was dropped. */
  status: number;
  code?: string | undefined;
  fault?: string | undefined;
  requestId: string;
}

const KEPT = 100_000;

/** Every call, oldest first, and what must never have happened, counted for good. */
export class Journal {
  private entries: JournalEntry[] = [];
  private last = 0;
  private counts = new Map<string, number>();
  private systemCseCalls = 0;

  add(entry: Omit<JournalEntry, "n">): void {
    this.last += 1;
    this.entries.push({ n: this.last, ...entry });
    const key = `${entry.via} ${entry.operation}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    // CSE would plant a System token in the tenant's machine.
    if (entry.service === "cse" && entry.via === "client" && /^system$/i.test(entry.organization)) {
      this.systemCseCalls += 1;
    }
    if (this.entries.length > KEPT * 1.1) this.entries = this.entries.slice(-KEPT);
  }

  /** Entries with n greater than `since`. */
  since(since: number): JournalEntry[] {
    return this.entries.filter((entry) => entry.n > since);
  }

  summary() {
    return {
      last: this.last,
      systemTokenCalledCse: this.systemCseCalls > 0,
      systemTokenCseCalls: this.systemCseCalls,
      calls: Object.fromEntries([...this.counts].sort()),
    };
  }

  /** Numbers go on after a clear, so that an old `since` never hides new calls. */
  clear(): void {
    this.entries = [];
    this.counts = new Map();
    this.systemCseCalls = 0;
  }
}
