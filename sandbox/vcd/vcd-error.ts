/** What VCD answers instead of a result: HTTP status, its own code, and words. */
export class VcdError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const badRequest = (message: string) => new VcdError(400, "BAD_REQUEST", message);

/** A missing right and a missing object answer alike, so that nobody can tell which ids exist. */
export function forbidden(right: string, operation: string, id: string): VcdError {
  return new VcdError(
    403,
    "ACCESS_TO_RESOURCE_IS_FORBIDDEN",
    `Either you need some or all of the following rights [${right}] to perform operations [${operation}] for ${id} or the target entity is invalid.`,
  );
}

export const busyEntity = (edgeGatewayId: string, operation: string) =>
  new VcdError(
    400,
    "BUSY_ENTITY",
    `The entity Ref: com.vmware.vcloud.entity.gateway:${edgeGatewayId} is busy completing an operation ${operation}.`,
  );

/** Dead or missing token: no body at all. */
export const unauthorized = () => new VcdError(401, "", "");

export const notFoundUrl = (path: string) => new VcdError(404, "NOT_FOUND", `No resource at ${path}.`);
