type Window = { count: number; endsAt: number };

/** Counts uses in fixed windows, in this process alone. Holds at most `capacity` keys; the oldest windows go first. */
export class WindowCounter {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly windowMs: number,
    private readonly capacity = 50_000,
  ) {}

  /** Counts one use, and gives how many there were in this window, with it, and when the window ends. */
  count(key: string, now: Date): { count: number; windowEndsAt: Date } {
    const known = this.windows.get(key);
    if (known && known.endsAt > now.getTime()) {
      known.count += 1;
      return { count: known.count, windowEndsAt: new Date(known.endsAt) };
    }
    const endsAt = now.getTime() + this.windowMs;
    this.windows.delete(key);
    if (this.windows.size >= this.capacity) this.makeRoom(now);
    this.windows.set(key, { count: 1, endsAt });
    return { count: 1, windowEndsAt: new Date(endsAt) };
  }

  get size(): number {
    return this.windows.size;
  }

  /** Windows stand in the order in which they began, and so in which they end. */
  private makeRoom(now: Date): void {
    for (const [key, { endsAt }] of this.windows) {
      if (endsAt > now.getTime() && this.windows.size < this.capacity) return;
      this.windows.delete(key);
    }
  }
}
