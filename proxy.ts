import { type NextRequest, NextResponse } from "next/server";
import { isInsidersHeader } from "@/lib/http/security-headers";

/**
 * Gives each page the policy that lets its own scripts run. It authorizes nothing: a proxy can be passed by, so each
 * verb asks for itself. All other headers are on the answer before this (lib/http), and stay without it.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");

  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) if (isInsidersHeader(name)) headers.delete(name);
  headers.set("x-nonce", nonce);
  // Layouts are not told which page they frame; whoever must sign in first comes back here.
  headers.set("x-drawbridge-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next reads the nonce of its own script tags from the request's policy.
  headers.set("content-security-policy", policy);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // Hashed build files need no nonce; everything else, API and errors included, gets one.
  matcher: "/((?!_next/static/|_next/image).*)",
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
