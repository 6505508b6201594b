import { z } from "zod";
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
  const at = readMoment(moment);
  if (!at || !isId(id)) throw noSuchPage();
  return { at, id };
}

/** A time exactly as `toISOString` writes it, of a year that PostgreSQL has too; null for any other text. */
export function readMoment(text: string): Date | null {
  if (!/^\d{4}-/.test(text)) return null;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text ? at : null;
}

export function isId(text: string): boolean {
  return z.guid().safeParse(text).success;
}

export function noSuchPage(): ServiceError {
  return new ServiceError("invalid-input", "This page of the list does not exist.", {
    next: "Go back to the first page.",
  });
}
