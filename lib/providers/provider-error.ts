import type { ProviderFault } from "@/lib/domain/connections/observed";

/**
 * A call that failed. `outcomeUnknown` is true where the call may have taken effect all the same: no answer came, or
 * the provider answered with an error of its own making (HTTP 5xx other than throttling).
 */
export class ProviderError extends Error {
  constructor(
    readonly fault: ProviderFault,
    readonly outcomeUnknown: boolean,
    options?: ErrorOptions,
  ) {
    super(`${fault.action}: ${fault.code}: ${fault.message}`, options);
    this.name = "ProviderError";
  }
}
