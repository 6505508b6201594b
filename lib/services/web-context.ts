import { randomUUID } from "node:crypto";
import { headers } from "next/headers";
import { notFound as pageNotFound, redirect } from "next/navigation";
import { cache } from "react";
import type { z } from "zod";
import { readClientAddress } from "@/lib/auth/client-address";
import { readSessionId } from "@/lib/auth/session-cookie";
import { readWebConfig } from "@/lib/config/web";
import { webDatabase } from "@/lib/db/pool";
import { paths } from "@/lib/paths";
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
    now: new Date(),
  };
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
  try {
    return await verb(context, input);
  } catch (error) {
    if (error instanceof ServiceError) {
      if (error.code === "unauthenticated") {
        redirect(paths.signIn({ next: here ?? (await headers()).get("x-drawbridge-path") ?? undefined }));
      }
      if (error.code === "not-found" || error.code === "forbidden" || error.code === "invalid-input")
        pageNotFound();
    }
    throw error;
  }
}
