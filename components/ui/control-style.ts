/** Shared look of text inputs, text areas and selects. 16 px on small screens: smaller makes phones zoom in. */
export const controlStyle =
  "w-full rounded-md border border-border-strong bg-surface-raised px-3 py-1.5 text-base text-text " +
  "placeholder:text-muted max-sm:text-lg aria-invalid:border-bad aria-invalid:border-2 " +
  "[&[readonly]]:bg-surface-sunken";
