/** How a value comes back from a JSON column: dates as ISO strings. */
export type Stored<T> = T extends Date
  ? string
  : T extends (infer Item)[]
    ? Stored<Item>[]
    : T extends object
      ? { [Key in keyof T]: Stored<T[Key]> }
      : T;

/** What goes into a JSON column, so that types agree before and after. */
export function toStored<T>(value: T): Stored<T> {
  return JSON.parse(JSON.stringify(value)) as Stored<T>;
}

/** Keys that hold instants in tasks and certificates as seen. */
const instants = new Set(["startedAt", "endedAt", "expiresAt", "validFrom", "validTo"]);

/** A task or a handshake as it was before it was stored: instants, known by their keys, are dates again. */
export function fromStored<T>(value: Stored<T>): T {
  return revive(value, "") as T;
}

function revive(value: unknown, key: string): unknown {
  if (typeof value === "string") return instants.has(key) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map((item) => revive(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revive(inner, name)]));
}
