/** Once per document (the root layout has it): where `announce` speaks. */
export function LiveRegion() {
  return <div id="live-region" aria-live="polite" aria-atomic="true" className="sr-only" />;
}
