import { request } from "node:https";
import { isIP } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import type { ApiServerAnswer } from "@/lib/domain/exposures/observed";
import { failureOf } from "./failures";
import type { HandshakeWith } from "./handshake";

const mostAnswerBytes = 64 * 1024;

/**
 * Asks an API server for `GET /version`, without credentials, over TLS that is verified fully: by the given authority
 * and under the given name. 401 and 403 are answers too; anonymous calls may be forbidden.
 */
export function askVersion({
  host,
  port,
  serverName,
  certificateAuthority,
  timeoutMs,
}: HandshakeWith & { certificateAuthority: string }): Promise<ApiServerAnswer> {
  return new Promise((resolve) => {
    const call = request({
      host,
      port,
      path: "/version",
      headers: { Accept: "application/json" },
      ca: certificateAuthority,
      // An address as a name goes without SNI, and is checked all the same.
      servername: isIP(serverName) ? "" : serverName,
      checkServerIdentity: (_: string, certificate: PeerCertificate) =>
        checkServerIdentity(serverName, certificate),
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
    });
    call.once("error", (error) => resolve(unanswered(error, timeoutMs)));
    call.once("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > mostAnswerBytes) call.destroy(new Error("The answer is larger than any version."));
        else chunks.push(chunk);
      });
      response.once("error", (error) => resolve(unanswered(error, timeoutMs)));
      response.once("end", () =>
        resolve(readAnswer(response.statusCode ?? 0, Buffer.concat(chunks).toString("utf8"))),
      );
    });
    call.end();
  });
}

function unanswered(error: Error & { code?: string }, timeoutMs: number): ApiServerAnswer {
  if (error.name === "AbortError" || error.name === "TimeoutError") {
    return { answers: false, reason: "timed-out", message: `No answer within ${timeoutMs} ms.` };
  }
  if (/CERT|SIGNATURE|ISSUER|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH/.test(error.code ?? "")) {
    return { answers: false, reason: "unverified", message: error.message };
  }
  return { answers: false, ...failureOf(error) };
}

function readAnswer(status: number, body: string): ApiServerAnswer {
  const answer = parse(body);
  const version = answer?.gitVersion;
  if (status === 200 && typeof version === "string") return { answers: true, version, status };
  // Refusals of API servers are objects of kind Status.
  if ((status === 401 || status === 403) && answer?.kind === "Status")
    return { answers: true, version: null, status };
  return {
    answers: false,
    reason: "not-kubernetes",
    message: `Something answered HTTP ${status}, but not as an API server does.`,
  };
}

function parse(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
