import { ServiceError } from "./errors";

/** A place in a list by time and id, as it stands in an address: `2026-11-21T10:00:00.000Z_<id>`. */
export type Cursor = { at: Date; id: string };

export function writeCursor({ at, id }: Cursor): string {
  return `${at.toISOString()}_${id}`;
}

/** Null for none; a text that is no cursor is refused, as somebody edited the address. */
export function readCursor(text: string | undefined): Cursor | null {
  if (!text) return null;
  const [moment = "", id = ""] = text.split("_");
  const at = new Date(moment);
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(id)) {
    throw new ServiceError("invalid-input", "This page of the list does not exist.", {
      next: "Go back to the first page.",
    });
  }
  return { at, id };
}
