export type ClockMode = "real" | "manual";

/** The world's time: the machine's plus an offset, or one that stands still until it is moved. */
export class Clock {
  private offsetMs = 0;
  private standing = Date.now();

  constructor(readonly mode: ClockMode) {}

  now(): number {
    return this.mode === "manual" ? this.standing : Date.now() + this.offsetMs;
  }

  advance(ms: number): void {
    this.offsetMs += ms;
    this.standing += ms;
  }

  reset(): void {
    this.offsetMs = 0;
    this.standing = Date.now();
  }

  describe() {
    return { mode: this.mode, now: new Date(this.now()).toISOString(), offsetMs: this.offsetMs };
  }

  save() {
    return { offsetMs: this.offsetMs, standing: this.standing };
  }

  load(saved: { offsetMs: number; standing: number }): void {
    this.offsetMs = saved.offsetMs;
    this.standing = saved.standing;
  }
}
