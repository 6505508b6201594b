import { defineRoute } from "@/lib/services/define-route";
import { notFound } from "@/lib/services/errors";
import { getEditForm } from "@/lib/services/requests/get-edit-form";

/** The world of an edit of a connection, as its form is judged by; an exposure's form needs none. */
export const GET = defineRoute(async ({ context, params }) => {
  const form = await getEditForm(context, { requestId: params.id ?? "" });
  if (form.kind !== "connection") throw notFound("page");
  return form.world;
});
