import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth from "next-auth";
import { readAuthOptions } from "./options";

export type AuthCall = {
  method: string;
  /** The parts of the address below /api/auth. */
  nextauth: string[];
  query?: Record<string, string>;
  cookies?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Record<string, string>;
};

/**
 * Asks next-auth for something, with exactly what is given. In its older way, by a request and an answer of our own: the
 * newer one takes the cookies of whatever request is under way, so that nothing could be asked in a browser's stead.
 */
export async function askNextAuth(call: AuthCall): Promise<Response> {
  const headers = new Headers({ "cache-control": "no-store" });
  const given = { status: 200, cookies: [] as string[], body: null as string | null };
  const respond = (body: unknown) => {
    if (typeof body === "string" || body === undefined || body === null) given.body = body ?? null;
    else {
      headers.set("content-type", "application/json");
      given.body = JSON.stringify(body);
    }
  };
  const response = {
    status(status: number) {
      given.status = status;
      return response;
    },
    setHeader(name: string, value: string | string[]) {
      if (name.toLowerCase() === "set-cookie") given.cookies = [value].flat();
      else headers.set(name, String(value));
      return response;
    },
    getHeader: (name: string) => (name.toLowerCase() === "set-cookie" ? given.cookies : headers.get(name)),
    json: respond,
    send: respond,
    end: () => {},
  };
  const { method, nextauth, query, cookies = {}, headers: sent = {}, body = {} } = call;
  const request = { method, query: { ...query, nextauth }, cookies, headers: sent, body };
  await NextAuth(
    request as unknown as NextApiRequest,
    response as unknown as NextApiResponse,
    readAuthOptions(),
  );
  for (const cookie of given.cookies) headers.append("set-cookie", cookie);
  return new Response(given.body, { status: given.status, headers });
}

/** Cookies that an answer sets, by name. */
export function cookiesOf(response: Response): Record<string, string> {
  return Object.fromEntries(
    response.headers.getSetCookie().map((set) => {
      const pair = set.split(";")[0] ?? "";
      const at = pair.indexOf("=");
      return [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    }),
  );
}
