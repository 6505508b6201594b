/** Lets a loop sleep until something happens; a ring while nobody waits is not lost. */
export class Bell {
  private rung = false;
  private wake: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /** Resolves at the next ring, at once if one is pending, or after `atMostMs`. */
  async next(atMostMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, atMostMs);
      });
    }
    clearTimeout(timer);
    this.wake = null;
    this.rung = false;
  }
}
