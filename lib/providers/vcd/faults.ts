import type { ProviderFault } from "@/lib/domain/connections/observed";
import { ProviderError } from "../provider-error";
import type { VcdAnswer } from "./wire";

/** Codes of ours, where VCD gives none; its own are an open set (`BUSY_ENTITY`, `RDE_ENTITY_NOT_RESOLVED`, …). */
export const vcdCodes = {
  noAnswer: "NoAnswer",
  notSent: "NotSent",
  /** The server's certificate was not accepted: nothing was sent. */
  untrusted: "UntrustedCertificate",
  invalidCredentials: "InvalidCredentials",
  sessionEnded: "SessionEnded",
  invalidApiToken: "InvalidApiToken",
  forbidden: "Forbidden",
  notFound: "NotFound",
  conflict: "Conflict",
  cse: "CseError",
  cseBusy: "CseBusy",
  cseDisabled: "CseDisabled",
  http: "HttpError",
} as const;

type Said = { code: string | null; message: string; source: "vcd" | "cse" | "oauth" | "none" };

/** What a refusing answer says, in any of the four shapes VCD, its old API, CSE and OAuth have. */
function whatItSays(body: unknown): Said {
  const object = asRecord(body);
  // Old API as XML: <Error message="…" minorErrorCode="…"/>.
  const error = asRecord(object?.Error) ?? object;
  const message = error?.message;
  const description = asRecord(message)?.["error description"];
  if (typeof description === "string") return { code: null, message: description, source: "cse" };
  const busy = error?.["CSE Server Busy"];
  if (typeof busy === "string") return { code: vcdCodes.cseBusy, message: busy, source: "cse" };
  if (typeof message === "string") {
    const code = error?.minorErrorCode;
    return { code: typeof code === "string" && code !== "" ? code : null, message, source: "vcd" };
  }
  if (typeof error?.error === "string") {
    const told = error.error_description;
    return { code: error.error, message: typeof told === "string" ? told : error.error, source: "oauth" };
  }
  return { code: null, message: "", source: "none" };
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** VCD begins its messages with `[ request id ]`. */
export function splitRequestId(message: string): { message: string; requestId: string | null } {
  const [whole, id] = /^\s*\[\s*([\w-]+)\s*\]\s*/.exec(message) ?? [];
  return whole && id ? { message: message.slice(whole.length), requestId: id } : { message, requestId: null };
}

const codesByStatus: Record<number, string> = {
  401: vcdCodes.sessionEnded,
  403: vcdCodes.forbidden,
  404: vcdCodes.notFound,
  409: vcdCodes.conflict,
  412: vcdCodes.conflict,
  429: vcdCodes.cseBusy,
};

const wordsByStatus: Record<number, string> = {
  401: "The session has ended or was never valid.",
  403: "VMware Cloud Director refused without saying why.",
  404: "There is nothing at this address.",
};

/** An answer of HTTP 4xx or 5xx as a ProviderError. */
export function answeredError(answer: VcdAnswer, action: string): ProviderError {
  const said = whatItSays(answer.body);
  const { message, requestId } = splitRequestId(said.message);
  const disabled = said.source === "cse" && /^CSE service is disabled/i.test(message);
  const code =
    (disabled ? vcdCodes.cseDisabled : said.code) ??
    codesByStatus[answer.status] ??
    (said.source === "cse" ? vcdCodes.cse : vcdCodes.http);
  const words =
    message || wordsByStatus[answer.status] || `VMware Cloud Director answered HTTP ${answer.status}.`;
  const fault = { code, message: words, requestId: requestId ?? answer.requestId, action };
  // CSE wraps every refusal of VCD's in a 500 of its own shape: that is an answer, not an accident.
  const outcomeUnknown = answer.status >= 500 && said.source !== "cse";
  return new ProviderError(fault, outcomeUnknown);
}

const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const untrustedCodes = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_UNTRUSTED",
  "CERT_SIGNATURE_FAILURE",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/**
 * What was thrown where no answer came; a ProviderError comes back unchanged. `sentId` is the request id we sent: VCD's
 * log has it, if the request arrived.
 */
export function silentError(error: unknown, action: string, sentId: string | null = null): ProviderError {
  if (error instanceof ProviderError) return error;
  const { name, message, code } = asSystemError(error);
  const system = code ?? name;
  if (untrustedCodes.has(system)) {
    const words = `The server's certificate was not accepted (${system}: ${message}). Nothing was sent.`;
    const fault = { code: vcdCodes.untrusted, message: words, requestId: null, action };
    return new ProviderError(fault, false, { cause: error });
  }
  const words = slowCodes.has(system)
    ? `No answer within the time allowed (${message || system})`
    : `The connection failed (${system}${message ? `: ${message}` : ""})`;
  const arrived = !neverConnected.has(system);
  const fault = { code: vcdCodes.noAnswer, message: words, requestId: arrived ? sentId : null, action };
  return new ProviderError(fault, arrived, { cause: error });
}

const slowCodes = new Set(["TimeoutError", "AbortError", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

function asSystemError(error: unknown): { name: string; message: string; code?: string } {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { code } = error as { code?: unknown };
  // DOMExceptions carry a number; `TimeoutError` is their name.
  return { name: error.name, message: error.message, ...(typeof code === "string" && { code }) };
}

/** The edge gateway (or another object) works on something else: VCD says so with HTTP 400. */
export function isBusyEntity(fault: ProviderFault): boolean {
  return fault.code === "BUSY_ENTITY";
}

/** All threads of CSE work: nothing was begun, the same call may be sent later. */
export function isCseBusy(fault: ProviderFault): boolean {
  return fault.code === vcdCodes.cseBusy;
}

/** A right is missing, or the object does not exist: VCD does not tell one from the other. */
export function isForbidden(fault: ProviderFault): boolean {
  return fault.code === "ACCESS_TO_RESOURCE_IS_FORBIDDEN" || fault.code === vcdCodes.forbidden;
}

/** The object is gone, or never was, or cannot be seen. */
export function isMissing(fault: ProviderFault): boolean {
  return fault.code === vcdCodes.notFound || fault.code === "NOT_FOUND" || isForbidden(fault);
}

/** Somebody changed the object since it was read. */
export function isChangedMeanwhile(fault: ProviderFault): boolean {
  return [vcdCodes.conflict, "CONFLICT", "PRECONDITION_FAILED"].includes(fault.code);
}

/** Password, API token or session is refused: nothing else will work either. */
export function refusesVcdCredentials(fault: ProviderFault): boolean {
  const codes: string[] = [vcdCodes.invalidCredentials, vcdCodes.invalidApiToken, vcdCodes.sessionEnded];
  return codes.includes(fault.code);
}

/** The rights VCD names in a refusal, e.g. `Organization vDC Gateway: Configure NAT`; empty if it names none. */
export function missingRights(fault: ProviderFault): string[] {
  const [, listed = ""] = /following rights \[([^\]]*)\]/.exec(fault.message) ?? [];
  return listed
    .split(/,\s*/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
