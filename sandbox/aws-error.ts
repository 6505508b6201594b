/** A refusal in the vendor's words: code, message and HTTP status go over the wire as they are. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = statusOf(code),
  ) {
    super(message);
    this.name = code;
  }
}

const STATUS: Record<string, number> = {
  UnauthorizedOperation: 403,
  AuthFailure: 401,
  DryRunOperation: 412,
  RequestLimitExceeded: 503,
  Unavailable: 503,
  ServiceUnavailable: 503,
  InternalError: 500,
  InternalFailure: 500,
};

export function statusOf(code: string): number {
  return STATUS[code] ?? 400;
}
