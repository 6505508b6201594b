import { type NextRequest, NextResponse } from "next/server";

/**
 * Headers of every answer. It authorizes nothing: a proxy can be passed by, so each verb asks for itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");

  const headers = new Headers(request.headers);
  // The framework trusts these names inside; a visitor has no business sending them.
  for (const name of [...headers.keys()]) {
    if (name.startsWith("x-middleware-") || name === "x-nonce") headers.delete(name);
  }
  headers.set("x-nonce", nonce);
  // Layouts are not told which page they frame; whoever must sign in first comes back here.
  headers.set("x-drawbridge-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next reads the nonce of its own script tags from the request's policy.
  headers.set("content-security-policy", policy);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value);
  if (isHttps(request)) {
    response.headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
  }
  return response;
}

export const config = {
  // Hashed build files need no nonce; everything else, API and errors included, gets the headers.
  matcher: "/((?!_next/static/|_next/image).*)",
};

const securityHeaders = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  // Not no-referrer: it would blank the Origin of form posts, and actions without JavaScript would be refused.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), " +
    "microphone=(), midi=(), payment=(), usb=(), browsing-topics=(), clipboard-read=(), clipboard-write=(self)",
};

function contentSecurityPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'self'",
    // React's development build evaluates source maps.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // Style attributes and the dialog library's scroll lock are inline.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Behind a TLS proxy the request itself is plain; browsers ignore the header on plain http anyway. */
function isHttps(request: NextRequest): boolean {
  const forwarded = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim();
  return (forwarded ?? request.nextUrl.protocol.replace(":", "")) === "https";
}
