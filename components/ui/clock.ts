const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let offsetMs: number | undefined;

/**
 * The server's clock as seen from this tab. Ages are promises about freshness, so a browser whose clock is wrong
 * must not falsify them: the difference is taken once, from the time the server wrote into the document.
 */
export function readClock(): Date {
  if (offsetMs === undefined) {
    const written = Number(document.documentElement.dataset.serverTime);
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const requested = performance.timeOrigin + (navigation?.requestStart ?? 0);
    const received = performance.timeOrigin + (navigation?.responseStart ?? 0);
    // It was written somewhere between the two; a slow answer alone is no difference of clocks.
    const difference = written < requested ? written - requested : Math.max(0, written - received);
    offsetMs = written > 0 && Math.abs(difference) > 2000 ? difference : 0;
  }
  return new Date(Date.now() + offsetMs);
}

/** One timer for every age on the page, stopped when none is left. */
export function subscribeClock(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
