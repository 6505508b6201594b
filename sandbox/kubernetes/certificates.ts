import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import type { KeyPair } from "./records";

x509.cryptoProvider.set(webcrypto as never);

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;

export interface Validity {
  notBefore: Date;
  notAfter: Date;
}

/** A year as kubeadm gives it; it begins early, because clients read the machine's clock and not the world's. */
export function validityFrom(now: number, days = 365): Validity {
  const from = Math.min(now, Date.now()) - 5 * 60_000;
  return { notBefore: new Date(from), notAfter: new Date(from + days * DAY_MS) };
}

const serialNumber = () =>
  Buffer.from(webcrypto.getRandomValues(new Uint8Array(8)))
    .toString("hex")
    .replace(/^[89a-f]/, "1");

async function toPair(certificate: x509.X509Certificate, keys: CryptoKeyPair): Promise<KeyPair> {
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey as never)).toString(
    "base64",
  );
  const lines = key.match(/.{1,64}/g)?.join("\n") ?? "";
  return {
    certificate: `${certificate.toString("pem")}\n`,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`,
  };
}

const newKeys = () =>
  webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]) as Promise<CryptoKeyPair>;

export async function makeAuthority(commonName: string, validity: Validity): Promise<KeyPair> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: `CN=${commonName}`,
    ...validity,
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature |
          x509.KeyUsageFlags.keyEncipherment |
          x509.KeyUsageFlags.keyCertSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return toPair(certificate, keys);
}

export interface LeafRequest {
  subject: string;
  usage: "server" | "client";
  dnsNames?: string[];
  ipAddresses?: string[];
}

export async function issue(authority: KeyPair, request: LeafRequest, validity: Validity): Promise<KeyPair> {
  const { subject, usage, dnsNames = [], ipAddresses = [] } = request;
  const keys = await newKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const der = Buffer.from(authority.privateKey.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const signingKey = await webcrypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
  const names = [
    ...dnsNames.map((value) => ({ type: "dns" as const, value })),
    ...ipAddresses.map((value) => ({ type: "ip" as const, value })),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject,
    issuer: issuer.subject,
    ...validity,
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: signingKey as CryptoKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
        true,
      ),
      new x509.ExtendedKeyUsageExtension([
        usage === "server" ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth,
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return toPair(certificate, keys);
}

/** The first address of a service block: the cluster's `kubernetes` service. */
export function firstServiceIp(serviceCidr: string): string {
  const [network = "10.96.0.0"] = serviceCidr.split("/");
  return network.replace(/\d+$/, (last) => String(Number(last) + 1));
}

/** The names kubeadm puts into an API server's certificate. */
export function serverNames(given: {
  nodeName: string;
  ip: string;
  serviceCidr: string;
  endpoint: string | null;
}) {
  const addresses = [
    firstServiceIp(given.serviceCidr),
    given.ip,
    ...(given.endpoint ? [given.endpoint] : []),
  ];
  return {
    dnsNames: [
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
      given.nodeName,
    ],
    ipAddresses: [...new Set(addresses)],
  };
}
