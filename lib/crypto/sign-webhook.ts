import { createHmac } from "node:crypto";

/**
 * The signature of a webhook call: `t=<seconds>,v1=<hex>`, with one `v1` for each secret that counts, so that a
 * receiver may know either while a secret changes. Each is HMAC-SHA256 over `<seconds>.<body>`; whoever verifies it
 * refuses times that are minutes old, so that a call cannot be sent again by others.
 */
export function signWebhook(body: string, secrets: readonly string[], at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const signatures = secrets.map(
    (secret) => `v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`,
  );
  return [`t=${seconds}`, ...signatures].join(",");
}
