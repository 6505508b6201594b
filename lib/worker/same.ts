import { isDeepStrictEqual } from "node:util";

/** Compares a value with one that was stored: JSON writes dates as text and leaves undefined out. */
export function isSame(stored: unknown, fresh: unknown): boolean {
  return isDeepStrictEqual(throughJson(stored), throughJson(fresh));
}

function throughJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
