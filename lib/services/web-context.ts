import { randomUUID } from "node:crypto";
import { headers } from "next/headers";
import { notFound as pageNotFound, redirect } from "next/navigation";
import { cache } from "react";
import type { z } from "zod";
import { readClientAddress } from "@/lib/auth/client-address";
import { readSessionId } from "@/lib/auth/session-cookie";
import { prolongSession } from "@/lib/auth/sessions";
import { readWebConfig } from "@/lib/config/web";
import { webDatabase } from "@/lib/db/pool";
import { paths } from "@/lib/paths";
import { admitRequest } from "./admit";
import type { VerbContext } from "./context";
import { ServiceError } from "./errors";
import type { Verb } from "./verb";

const readSessionIdOnce = cache(readSessionId);

/** The context of this request. `organization` is the slug in the URL, or null in the provider's own rooms. */
export async function requestContext(organization: string | null): Promise<VerbContext> {
  const incoming = await headers();
  return {
    db: webDatabase(),
    sessionId: await readSessionIdOnce(),
    organization,
    requestId: randomUUID(),
    address: readClientAddress(incoming.get("x-forwarded-for"), readWebConfig().trustedProxies),
    userAgent: incoming.get("user-agent"),
    now: new Date(),
  };
}

/** A page and its frame read several times; it is one request, counted once. */
const ofThisRequest = cache(() => ({ admitted: null as Promise<void> | null }));

async function admitPage(context: VerbContext): Promise<void> {
  await admitRequest(context);
  if (isDocumentLoad(await headers())) await prolongSession(context.db, context.sessionId, context.now);
}

/** A person opened or reloaded a page. What a page in the browser asks for by itself takes anything, not only text. */
function isDocumentLoad(incoming: Headers): boolean {
  const ahead = incoming.get("sec-purpose") ?? incoming.get("purpose") ?? "";
  return (incoming.get("accept") ?? "").includes("text/html") && !ahead.includes("prefetch");
}

/**
 * Reads for a page or its frame. Signed out goes to the sign-in page, and from there to `here`, or to the page that was
 * asked for; what is missing, or not this person's to see, is the same "not found".
 */
export async function readForPage<Schema extends z.ZodType, Output>(
  verb: Verb<Schema, Output>,
  context: VerbContext,
  input: z.input<Schema>,
  here?: string,
): Promise<Output> {
  const request = ofThisRequest();
  request.admitted ??= admitPage(context);
  try {
    await request.admitted;
    return await verb(context, input);
  } catch (error) {
    if (error instanceof ServiceError) {
      if (error.code === "limit") throw asPageError(error);
      if (error.code === "unauthenticated") {
        redirect(paths.signIn({ next: here ?? (await headers()).get("x-drawbridge-path") ?? undefined }));
      }
      if (error.code === "not-found" || error.code === "forbidden" || error.code === "invalid-input")
        pageNotFound();
    }
    throw error;
  }
}

/** Of an error of the server's the browser is given the digest alone. */
function asPageError({ message, details }: ServiceError): Error {
  return Object.assign(new Error(message), { digest: `LIMIT ${details.retryAfterSeconds ?? ""}` });
}
