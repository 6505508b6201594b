import type { HandshakeFailure } from "@/lib/domain/exposures/observed";

const reasons: Record<string, HandshakeFailure> = {
  ECONNREFUSED: "refused",
  ETIMEDOUT: "timed-out",
  ECONNRESET: "reset",
  EPIPE: "reset",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
};

/** Why nothing answered as an API server does, with the system's own words. */
export function failureOf(error: unknown): { reason: HandshakeFailure; message: string } {
  const { code, message }: Error & { code?: string } =
    error instanceof Error ? error : new Error(String(error));
  const known = code === undefined ? undefined : reasons[code];
  return { reason: known ?? "not-tls", message };
}
