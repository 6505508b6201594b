import { json, type Reply } from "../call";

/** What CSE answers: always this shape, with spaces in the keys. */
export class CseError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly minorCode = -1,
  ) {
    super(message);
  }
}

/** A failure CSE knows by name while it works: rollback follows if it was asked for. */
export class KnownFailure extends Error {}

export const errorReply = (status: number, message: string, minorCode = -1): Reply =>
  json(status, { message: { "minor error code": minorCode, "error description": message } });

export const busyReply = (): Reply => json(429, { "CSE Server Busy": "Please wait and try again." });
