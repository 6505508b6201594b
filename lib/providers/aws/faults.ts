import type { ProviderFault } from "@/lib/domain/connections/observed";
import { ProviderError } from "../provider-error";

/** What the SDK throws: service errors carry `$metadata` with a status; the rest never got an answer. */
type SdkError = Error & {
  code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number };
};

const throttlingCodes = new Set([
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
  "EC2ThrottledException",
  "TooManyRequestsException",
  "SlowDown",
]);

/** Codes with which AWS refuses credentials or a whole account, whatever was asked. */
const credentialCodes = new Set([
  "AuthFailure",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "OptInRequired",
  "AccessDenied",
  "AccessDeniedException",
  "CredentialsProviderError",
]);

/** AWS's error as a ProviderError; one that is already a ProviderError comes back unchanged. */
export function toProviderError(error: unknown, action: string): ProviderError {
  if (error instanceof ProviderError) return error;
  const { name, code, message, $metadata, $response } = asSdkError(error);
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  if (name === "CredentialsProviderError") {
    return new ProviderError({ code: name, message, requestId: null, action }, false, { cause: error });
  }
  if (status === undefined || $metadata === undefined) {
    return new ProviderError(
      { code: "NoAnswer", message: describeSilence(code ?? name, message), requestId: null, action },
      true,
      { cause: error },
    );
  }
  const fault = { code: name, message, requestId: $metadata.requestId ?? null, action };
  return new ProviderError(fault, status >= 500 && !throttlingCodes.has(name), { cause: error });
}

function asSdkError(error: unknown): SdkError {
  return error instanceof Error ? error : new Error(String(error));
}

function describeSilence(code: string, message: string): string {
  if (code === "ETIMEDOUT" || code === "TimeoutError" || code === "AbortError") {
    return `No answer within the time allowed (${message})`;
  }
  return message ? `The connection failed (${code}: ${message})` : `The connection failed (${code})`;
}

/** Whether AWS asks to slow down (EC2 API, "Request throttling"). */
export function isThrottling(fault: ProviderFault): boolean {
  return throttlingCodes.has(fault.code);
}

/** Whether the credentials, the role or the account as a whole are refused: nothing else will work either. */
export function refusesCredentials(fault: ProviderFault): boolean {
  return credentialCodes.has(fault.code);
}

/** `…NotFound` of a peering; AWS spells `ID`, some EC2-compatible services `Id`. */
export function isPeeringNotFound(fault: ProviderFault): boolean {
  return /^InvalidVpcPeeringConnectionI[Dd]\.NotFound$/.test(fault.code);
}
