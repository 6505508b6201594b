import { defineRoute } from "@/lib/services/define-route";
import { getOrganization } from "@/lib/services/organizations/get-organization";

export const GET = defineRoute(({ context, params }) =>
  getOrganization(context, { organization: params.slug ?? "" }),
);
