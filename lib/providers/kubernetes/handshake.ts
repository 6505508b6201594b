import { isIP } from "node:net";
import tls from "node:tls";
import type { CertificateSeen, HandshakeSeen } from "@/lib/domain/exposures/observed";
import { readCertificate } from "./certificates";
import { failureOf } from "./failures";

export type HandshakeWith = {
  /** Address or name to connect to. */
  host: string;
  port: number;
  /** Name the client asks for: `kubernetes`, or the host itself. No SNI is sent for an address. */
  serverName: string;
  /** PEM of the cluster's authority; null = nothing to verify with. */
  certificateAuthority: string | null;
  timeoutMs: number;
};

/**
 * Shakes hands with an API server and leaves: nothing is sent but TLS, and nothing the server says is trusted. Told are
 * the certificate it shows and whether the given authority vouches for it; whether its names are right is a rule.
 */
export function shakeHands({
  host,
  port,
  serverName,
  certificateAuthority,
  timeoutMs,
}: HandshakeWith): Promise<HandshakeSeen> {
  const startedAt = performance.now();
  const durationMs = () => Math.round(performance.now() - startedAt);
  const sni = isIP(serverName) ? null : serverName;
  return new Promise((resolve) => {
    const fail = (error: unknown) => {
      socket.destroy();
      resolve({ ok: false, ...failureOf(error), durationMs: durationMs() });
    };
    const socket = tls.connect({
      host,
      port,
      servername: sni ?? "",
      ...(certificateAuthority !== null && { ca: certificateAuthority }),
      // The verdict is asked for below; names are judged elsewhere.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    const timer = setTimeout(() => fail(new TimedOut(timeoutMs)), timeoutMs);
    socket.once("close", () => clearTimeout(timer));
    socket.once("error", fail);
    socket.once("secureConnect", () => {
      const certificate = certificateOf(socket);
      if (!certificate) return fail(new Error("The server showed no certificate."));
      const asked = certificateAuthority !== null;
      const seen: HandshakeSeen = {
        ok: true,
        certificate,
        verifiedByAuthority: asked ? socket.authorized : null,
        verificationError: asked && !socket.authorized ? String(socket.authorizationError) : null,
        serverName: sni,
        protocol: socket.getProtocol() ?? "",
        durationMs: durationMs(),
      };
      socket.destroy();
      resolve(seen);
    });
  });
}

/** As the system's own time-outs are called. */
class TimedOut extends Error {
  readonly code = "ETIMEDOUT";

  constructor(timeoutMs: number) {
    super(`No handshake within ${timeoutMs} ms.`);
  }
}

function certificateOf(socket: tls.TLSSocket): CertificateSeen | null {
  const certificate = socket.getPeerX509Certificate();
  return certificate ? readCertificate(certificate) : null;
}
