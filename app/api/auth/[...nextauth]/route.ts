import NextAuth from "next-auth";
import { readAuthOptions } from "@/lib/auth/options";
import { defineOpenRoute } from "@/lib/services/define-route";

function answer(request: Request, route: object): Promise<Response> {
  const handle = NextAuth(readAuthOptions()) as (request: Request, route: object) => Promise<Response>;
  return handle(request, route);
}

export const GET = defineOpenRoute(({ request, params }) => answer(request, { params }));

/** What is no form and no JSON is refused here: the library would fail over it. */
export const POST = defineOpenRoute(async ({ request, params }) => {
  const copy = request.clone();
  const isJson = request.headers.get("content-type")?.startsWith("application/json");
  const readable = await (isJson ? copy.json() : copy.formData()).then(
    () => true,
    () => false,
  );
  return readable ? answer(request, { params }) : new Response(null, { status: 400 });
});
