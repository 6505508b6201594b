import { encode } from "next-auth/jwt";
import { authCookies } from "@/lib/auth/cookies";
import { sealingKeys } from "./sealing-keys";

/** What the request under way carries; the framework's own functions answer from it. */
const incoming = { headers: new Headers(), cookies: new Map<string, string>() };

/** Stands in for `next/headers`: `vi.mock("next/headers", async () => (await import("…/browser")).nextHeaders)`. */
export const nextHeaders = {
  headers: async () => incoming.headers,
  cookies: async () => ({
    get: (name: string) => {
      const value = incoming.cookies.get(name);
      return value === undefined ? undefined : { name, value };
    },
    getAll: () => [...incoming.cookies].map(([name, value]) => ({ name, value })),
    set: (name: string, value: string) => incoming.cookies.set(name, value),
    delete: (name: string) => incoming.cookies.delete(name),
  }),
};

export const origin = "http://127.0.0.1:3000";

/** Configures this process as a web process on `databaseUrl`. */
export function configureWeb(databaseUrl: string): void {
  process.env.DATABASE_URL = databaseUrl;
  process.env.NEXTAUTH_SECRET = "a secret of this test, long enough for it";
  process.env.NEXTAUTH_URL = origin;
  process.env.DRAWBRIDGE_INSTALLATION_ID = "test-installation";
  process.env.SEALING_PUBLIC_KEY = sealingKeys.publicKey;
}

/** Makes the next calls come from a browser with these headers and this session; null for nobody's. */
export async function browse(
  sessionId: string | null,
  headers: Record<string, string> = { origin },
): Promise<void> {
  incoming.headers = new Headers(headers);
  incoming.cookies.clear();
  if (sessionId === null) return;
  const secret = process.env.NEXTAUTH_SECRET ?? "";
  incoming.cookies.set(authCookies(origin).sessionToken.name, await encode({ token: { sessionId }, secret }));
}

type Handler = (request: Request, route: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** Calls a route handler as the framework does. */
export function ask(handler: Handler, path: string, params: Record<string, string> = {}): Promise<Response> {
  const request = new Request(new URL(path, origin), { headers: incoming.headers });
  return handler(request, { params: Promise.resolve(params) });
}
