import { startOidc } from "@/lib/auth/oidc-flow";
import { paths, safeNext } from "@/lib/paths";
import { defineOpenRoute, readForm } from "@/lib/services/define-route";
import { answerDeparture, answerProblem } from "@/lib/services/sign-on/answer-sign-on";

/** Begins a sign-in with the OpenID provider; a plain form, so that it works without scripts. */
export const POST = defineOpenRoute(async ({ db, now, request }) => {
  const { next } = await readForm(request);
  const started = await startOidc(db, { request, next: safeNext(next), now });
  return started.ok ? answerDeparture(started) : answerProblem(started);
});

/** Somebody went back to, or typed, the address that the form posts to. */
export const GET = defineOpenRoute(
  async () => new Response(null, { status: 303, headers: { location: paths.signIn() } }),
);
