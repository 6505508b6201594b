export type OidcIdentity = {
  /** `sub`: with the issuer it is who they are; never the address. */
  subject: string;
  /** Their e-mail address where the provider does not say it is unproven; else their name there, `ann at Acme`. */
  label: string;
  name: string;
};

/** An address that mail could be sent to; one that only looks like it is somebody's name at the provider. */
const address = /^[^\s@\p{C}]+@[^\s@\p{C}]+\.[^\s@\p{C}]+$/u;

/**
 * Who a person is and how to call them, from the claims of their ID token and userinfo. Null: there is no subject as
 * OpenID Connect has it (ASCII, at most 255 characters), so that there is nobody.
 */
export function readIdentity(claims: Record<string, unknown>, provider: string): OidcIdentity | null {
  const subject = claims.sub;
  if (typeof subject !== "string" || !/^[\x20-\x7e]{1,255}$/.test(subject)) return null;
  const email = (readable(claims.email, 320) ?? "").toLowerCase();
  const proven = address.test(email) && claims.email_verified !== false && claims.email_verified !== "false";
  const username = readable(claims.preferred_username, 100);
  return {
    subject,
    label: proven ? email : `${username ?? subject} at ${provider}`,
    name: readable(claims.name, 100) ?? username ?? (proven ? email : subject),
  };
}

/** One line without what hides or turns around what is read; null where nothing is left. */
function readable(value: unknown, longest: number): string | null {
  if (typeof value !== "string") return null;
  const plain = value.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "").trim();
  return [...plain].slice(0, longest).join("") || null;
}
