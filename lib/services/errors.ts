/** The closed list of ways in which a verb refuses. Everything else is unexpected and shown as a reference id only. */
export type ServiceErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "invalid-input"
  | "conflict"
  | "precondition"
  | "limit"
  | "stale";

/** Messages by field name, each in words with the remedy. */
export type FieldErrors = Record<string, string[]>;

/** A refusal that the person is meant to read: what, why, and (`next`) what to do. */
export class ServiceError extends Error {
  constructor(
    readonly code: ServiceErrorCode,
    message: string,
    readonly details: {
      fields?: FieldErrors;
      next?: string;
      /** When a limit lets the next one through. */
      retryAfterSeconds?: number;
    } = {},
  ) {
    super(message);
    this.name = "ServiceError";
  }
}

/** Another organization's object answers exactly as a missing one. */
export function notFound(noun: string): ServiceError {
  return new ServiceError("not-found", `There is no such ${noun} here.`, {
    next: "Check the address, or go back to the list.",
  });
}

export const httpStatus: Record<ServiceErrorCode, number> = {
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  "invalid-input": 422,
  conflict: 409,
  precondition: 409,
  limit: 429,
  stale: 409,
};
