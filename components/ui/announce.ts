/** Says a short sentence to screen readers, politely. The region must stand in the document: see LiveRegion. */
export function announce(sentence: string): void {
  const region = document.getElementById("live-region");
  if (!region) return;
  // The same words twice would not be read again; a no-break space makes them new.
  region.textContent = region.textContent === sentence ? `${sentence}\u00a0` : sentence;
}
