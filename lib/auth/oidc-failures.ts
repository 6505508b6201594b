import type { OidcProblem } from "@/lib/domain/sign-on/problems";

/** A sign-in with the OpenID provider that cannot go on; `detail` is for the log alone. */
export class OidcFailure extends Error {
  constructor(
    readonly problem: OidcProblem,
    readonly detail: string,
  ) {
    super(`${problem}: ${detail}`);
    this.name = "OidcFailure";
  }
}

const certificateCodes =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_TLS_CERT)/;
const networkCodes = /^(ECONN|ENOTFOUND|ETIMEDOUT|EAI_|EHOSTUNREACH|ENETUNREACH|EPIPE|UND_ERR)/;

// The words of next-auth 4.24 and openid-client 5.7, which give their errors no codes.
const byMessage: [RegExp, OidcProblem][] = [
  [/cookie was missing|value could not be parsed|different provider than the one/, "attempt-lost"],
  [/^state mismatch|state missing from the response|checks\.state argument/, "state"],
  [/^(iss mismatch|unexpected iss value|iss missing)/, "issuer"],
  [/^nonce mismatch/, "nonce"],
  [/^(aud mismatch|azp mismatch)|property azp/, "audience"],
  [/^JWT (expired|not active yet|issued too far)|clock/, "time"],
  [
    /signature|unexpected JWT alg|no valid key found|failed to decode JWT|JWKS|id_token not present/i,
    "signature",
  ],
  [/userinfo sub mismatch|missing required JWT property sub|Profile id is missing/, "subject"],
  [/^(invalid_client|unauthorized_client|invalid_request_uri)\b/, "client"],
  [/redirect_uri/, "client"],
  [/^invalid_scope\b/, "scope"],
  [/^access_denied\b/, "denied"],
  [/^invalid_grant\b/, "attempt-lost"],
  [/code missing from response/, "attempt-lost"],
  [/timed out|aborted due to timeout/, "unreachable"],
  [/^(expected 200 OK|server_error|temporarily_unavailable)|JSON/i, "provider-failed"],
  [/^(insufficient_scope|invalid_token|invalid_request)\b/, "provider-failed"],
  [/^missing required JWT property|must be a JSON numeric value/, "signature"],
];

/** Which of the ways to fail this is, by the error that a library threw. */
export function problemOf(error: unknown): OidcProblem {
  if (error instanceof OidcFailure) return error.problem;
  if (!(error instanceof Error)) return "unexpected";
  for (const code of [codeOf(error), codeOf(error.cause)]) {
    if (certificateCodes.test(code)) return "certificate";
    if (networkCodes.test(code)) return "unreachable";
  }
  for (const [pattern, problem] of byMessage) if (pattern.test(error.message)) return problem;
  return error.cause instanceof Error ? problemOf(error.cause) : "unexpected";
}

/** The same for the error that a provider sent the browser back with (OpenID Connect Core 1.0, 3.1.2.6). */
export function problemOfAnswer(error: string): OidcProblem {
  const known = problemOf(new Error(error));
  return known === "unexpected" ? "provider-error" : known;
}

function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : "";
  return typeof code === "string" ? code : "";
}
