import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { readSiteAddress } from "@/lib/domain/sites/site-address";

/** As the provider's people know it; tenants choose it by this name when they sign in. */
export const siteNameInput = z
  .string()
  .trim()
  .min(1, "Give the site a name, such as Frankfurt. Tenants choose it by this name.")
  .max(60, "Keep the name to 60 characters.");

export const siteAddressInput = z.string().transform((typed, context) => {
  const read = readSiteAddress(typed);
  if (read.ok) return read.origin;
  context.issues.push({ code: "custom", message: read.message, input: typed });
  return z.NEVER;
});

/** A site's own authority by the fingerprint of its certificates (SHA-256), as other tools show it; for the audit. */
export function nameAuthority(pem: string | null): string {
  if (pem === null) return "those that Node.js knows";
  const blocks = [...pem.matchAll(pemBlock)].map(([block]) => new X509Certificate(block).fingerprint256);
  return `private, SHA-256 ${blocks.join(", ")}`;
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/** One certificate or several as PEM; empty is null, the authorities that Node.js knows. */
export const authorityInput = z
  .string()
  .max(100_000, "This is longer than certificates are. Paste the authority's certificate alone.")
  .nullish()
  .transform((typed, context) => {
    const text = (typed ?? "").trim();
    if (text === "") return null;
    const refuse = (message: string) => {
      context.issues.push({ code: "custom", message, input: "" });
      return z.NEVER;
    };
    const blocks = [...text.matchAll(pemBlock)];
    if (blocks.some(([, kind]) => kind?.includes("PRIVATE KEY"))) {
      return refuse("This holds a private key. Paste the authority's certificate alone, and keep the key.");
    }
    const certificates = blocks.filter(([, kind]) => kind === "CERTIFICATE").map(([block]) => block);
    if (certificates.length === 0) {
      return refuse(
        "This is no certificate in PEM form. It begins with -----BEGIN CERTIFICATE----- and ends with -----END CERTIFICATE-----.",
      );
    }
    for (const block of certificates) {
      try {
        new X509Certificate(block);
      } catch {
        return refuse("One of these certificates is damaged. Copy it again, whole.");
      }
    }
    return `${certificates.join("\n")}\n`;
  });

const words = {
  user: "Enter the user of the organization System that Drawbridge is to be.",
  colon: "A user name has no colon.",
  password: "Enter its password.",
  token: "Paste the API token.",
  blanks: "An API token has no blanks. Copy it again.",
};

/**
 * The provider's credential as its form sends it. What does not belong to the chosen kind is left out, so that a
 * password typed before changing one's mind is not kept.
 */
export const credentialInput = z
  .object({
    credential: z.enum(["account", "api-token"], { error: "Choose how Drawbridge signs in." }),
    user: z.string().trim().max(256, "A user name has at most 256 characters.").default(""),
    password: z.string().max(1024, "This is too long for a password.").default(""),
    token: z.string().trim().max(4096, "This is too long for an API token.").default(""),
  })
  .check(({ value, issues }) => {
    const say = (path: keyof typeof value, message: string) =>
      issues.push({ code: "custom", input: "", path: [path], message });
    if (value.credential === "account") {
      if (value.user === "") say("user", words.user);
      if (value.user.includes(":")) say("user", words.colon);
      if (value.password === "") say("password", words.password);
    } else {
      if (value.token === "") say("token", words.token);
      if (/\s/.test(value.token)) say("token", words.blanks);
    }
  });

export type CredentialInput = z.output<typeof credentialInput>;

/** What is sealed to the worker, and what is said of it here. */
export function toCredential({ credential, user, password, token }: CredentialInput): {
  label: string;
  secret: string;
} {
  const organization = "System";
  return credential === "account"
    ? {
        label: `${user} of System, with a password`,
        secret: JSON.stringify({ kind: "account", organization, user, password }),
      }
    : { label: "an API token of System", secret: JSON.stringify({ kind: "api-token", organization, token }) };
}
