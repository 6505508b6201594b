import { X509Certificate } from "node:crypto";
import type { CertificateSeen } from "@/lib/domain/exposures/observed";

/** A certificate's facts in our words. */
export function readCertificate(certificate: X509Certificate): CertificateSeen {
  const { subject, issuer, validFrom, validTo, fingerprint256, subjectAltName } = certificate;
  const names = readAlternativeNames(subjectAltName ?? "");
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    dnsNames: names.filter(({ kind }) => kind === "DNS").map(({ value }) => value),
    ipAddresses: names.filter(({ kind }) => kind === "IP Address").map(({ value }) => value),
    validFrom: new Date(validFrom),
    validTo: new Date(validTo),
    fingerprint: fingerprint256.replaceAll(":", "").toLowerCase(),
  };
}

/** When the first certificate of a PEM ends; null where it holds none. */
export function certificateEnd(pem: string): Date | null {
  try {
    return new Date(new X509Certificate(pem).validTo);
  } catch {
    return null;
  }
}

/** Node.js writes names one below the other. */
const oneLine = (name: string) => (name ?? "").split("\n").reverse().join(", ");

/**
 * Subject alternative names as Node.js writes them: `DNS:a, IP Address:10.0.0.1`; a value with signs of its own stands
 * in quotes as a JSON string (Node.js, CVE-2021-44532).
 */
export function readAlternativeNames(text: string): { kind: string; value: string }[] {
  return [...text.matchAll(/([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)].map(
    ([, kind = "", value = ""]) => ({
      kind: kind.trim(),
      value: value.startsWith('"') ? unquote(value) : value,
    }),
  );
}

function unquote(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}
