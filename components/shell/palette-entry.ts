export interface PaletteEntry {
  href: string;
  label: string;
  /** The heading under which it stands: "Rooms", "Connections". */
  group: string;
  /** A second thing to know it by, searched too: an id, an organization, a state. */
  hint?: string;
}

/** Every word typed must occur somewhere in the entry; names that begin with the text come first. */
export function matchEntries(entries: PaletteEntry[], typed: string): PaletteEntry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  const text = words.join(" ");
  const matches = entries.filter(({ label, group, hint }) => {
    const haystack = `${label} ${hint ?? ""} ${group}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
  const begins = ({ label }: PaletteEntry) => (label.toLowerCase().startsWith(text) ? 0 : 1);
  return matches.toSorted((a, b) => begins(a) - begins(b));
}

/** Entries in groups, in the order in which each group first appears. */
export function groupEntries(entries: PaletteEntry[]): { group: string; entries: PaletteEntry[] }[] {
  const groups = new Map<string, PaletteEntry[]>();
  for (const entry of entries) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  return [...groups].map(([group, members]) => ({ group, entries: members }));
}
