import { comesOverHttps } from "@/lib/auth/cookies";

/** Two years, as the preload lists ask for. */
const strictTransport = "max-age=63072000; includeSubDomains";

/**
 * Headers of every answer, whoever makes it: pages, routes, files, refusals. `publicOrigin` is the configured one:
 * what a request says of its own scheme is anybody's word. A page's own policy, which knows its nonce, takes the place
 * of the one here; without it nothing of a page runs.
 */
export function securityHeaders(publicOrigin: string): Record<string, string> {
  return {
    "content-security-policy":
      "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    // Not no-referrer: it would blank the Origin of form posts, and actions without JavaScript would be refused.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy":
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), " +
      "microphone=(), midi=(), payment=(), usb=(), browsing-topics=(), clipboard-read=(), clipboard-write=(self)",
    ...(comesOverHttps(publicOrigin) ? { "strict-transport-security": strictTransport } : {}),
  };
}

/**
 * Names that the framework or we ourselves set on the way in and then trust. A visitor has no business sending them:
 * `x-middleware-subrequest` once passed the proxy by (CVE-2025-29927), `next-resume` held connections (CVE-2026-44579).
 */
export function isInsidersHeader(name: string): boolean {
  return (
    name.startsWith("x-middleware-") ||
    name.startsWith("x-drawbridge-") ||
    name.startsWith("x-invoke-") ||
    name.startsWith("x-matched-") ||
    name.startsWith("x-now-") ||
    name.startsWith("x-vercel-") ||
    ["x-nonce", "x-request-id", "next-resume", "x-prerender-revalidate", "x-nextjs-data"].includes(name)
  );
}
