import type { NextRequest } from "next/server";
import { answerAuth } from "@/lib/auth/oidc-flow";
import { defineOpenRoute } from "@/lib/services/define-route";
import { answerProblem } from "@/lib/services/sign-on/answer-sign-on";

type Call = { request: Request; now: Date; params: Promise<{ nextauth?: string | string[] }> };

async function answer({ request, params, now }: Call): Promise<Response> {
  const given = await answerAuth(request as NextRequest, { params, now });
  return given instanceof Response ? given : answerProblem(given);
}

export const GET = defineOpenRoute(answer);

/** What is no form and no JSON is refused here: the library would fail over it. */
export const POST = defineOpenRoute(async (call) => {
  const copy = call.request.clone();
  const isJson = call.request.headers.get("content-type")?.startsWith("application/json");
  const readable = await (isJson ? copy.json() : copy.formData()).then(
    () => true,
    () => false,
  );
  return readable ? answer(call) : new Response(null, { status: 400 });
});
