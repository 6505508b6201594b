export interface JournalEntry {
  n: number;
  /** The world's time, ISO. */
  at: string;
  service: string;
  action: string;
  accountId: string;
  region: string;
  principal: string;
  params: Record<string, string>;
  /** HTTP status; 0 when the connection was dropped before anything happened. */
  status: number;
  code?: string | undefined;
  /** Which injected fault this call met. */
  fault?: string | undefined;
  requestId: string;
  latencyMs: number;
}

const KEPT = 100_000;

/** Every call that reached the vendor paths, oldest first. */
export class Journal {
  private entries: JournalEntry[] = [];
  private last = 0;

  add(entry: Omit<JournalEntry, "n">): void {
    this.last += 1;
    this.entries.push({ n: this.last, ...entry });
    if (this.entries.length > KEPT * 1.1) this.entries = this.entries.slice(-KEPT);
  }

  /** Entries with n greater than `since`. */
  since(since: number): JournalEntry[] {
    return this.entries.filter((entry) => entry.n > since);
  }

  /** Numbers go on after a clear, so that an old `since` never hides new calls. */
  clear(): void {
    this.entries = [];
  }
}
