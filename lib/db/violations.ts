/**
 * The name of the unique index or constraint that an insert or update violated (SQLSTATE 23505), or null for any other
 * error. The driver's error may be wrapped by the query builder's.
 */
export function violatedUniqueness(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, constraint } = cause as Error & { code?: string; constraint?: string };
    if (code === "23505") return constraint ?? "";
  }
  return null;
}
