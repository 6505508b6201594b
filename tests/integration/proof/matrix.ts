import { isProviderRole, type Permission, type Role, roleAllows } from "@/lib/domain/people/roles";

/**
 * Where somebody stands: in their own organization, there with ids of another's things, in another's rooms, in the
 * provider's, or in a tenant's as one of the provider's people.
 */
export type Room = "own" | "own, other's ids" | "other" | "provider's" | "a tenant's, as provider";
export type Column =
  | { room: Room; role: Role }
  /** Nobody, in one of its shapes, and what every door says to it. */
  | { room: "nobody"; role: string; door: "unauthenticated" | "not-found" };
/** What a door says before anything behind it is asked; `open` leaves it to the rules behind. */
export type Door = "open" | "forbidden" | "not-found" | "unauthenticated";

/**
 * The one table: what a door that demands `permission` says to whom. A room that is not one's own is not there, and
 * that comes before the question of rights, so that nobody learns of it.
 */
export function doorOf(column: Column, demands: { permission: Permission; scope: string }): Door {
  if (column.room === "nobody") return column.door;
  const { room, role } = column;
  const isTheirs = room === "own" || room === "own, other's ids" || isProviderRole(role);
  if (!isTheirs && demands.scope !== "person") return "not-found";
  return roleAllows(role, demands.permission) ? "open" : "forbidden";
}

const legend = [
  "# What everybody gets, one line for each door. Written by the tests beside it; a right that changes shows here.",
  "# +  let through, and done    -  forbidden    .  not found    0  signed out",
  "# s  let through, but its state does not allow it (or it is stale, or a limit)    i  let through, but the input is refused",
  "# w  let through, and then waits for a worker",
];
const signs: Record<string, string> = {
  ok: "+",
  forbidden: "-",
  "not-found": ".",
  unauthenticated: "0",
  precondition: "s",
  stale: "s",
  conflict: "s",
  limit: "s",
  "invalid-input": "i",
  waits: "w",
};

/** The matrix as text that a reviewer can read: a column of one letter for each person, in groups by room. */
export function formatMatrix(
  columns: Column[],
  rows: { name: string; permission: string; scope: string; cells: string[] }[],
): string {
  const groups = [...new Set(columns.map(({ room }) => room))];
  const heads = groups.map((room) => {
    const roles = columns.filter((column) => column.room === room).map(({ role }) => role);
    return `# ${room}: ${roles.join(", ")}`;
  });
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, permission, scope, cells }) => {
    const groupsOfCells = groups.map((room) =>
      columns.map((column, n) => (column.room === room ? sign(cells[n]) : "")).join(""),
    );
    const about = scope === "person" ? `${permission}, one's own` : permission;
    return `${name.padEnd(width)}  ${groupsOfCells.join("  ")}  ${about}`;
  });
  return `${[...legend, "# Columns, in this order:", ...heads, "", ...lines].join("\n")}\n`;
}

const sign = (cell: string | undefined) => signs[cell ?? ""] ?? `<${cell}>`;
