import { defineRoute } from "@/lib/services/define-route";
import { listOrganizations } from "@/lib/services/organizations/list-organizations";

export const GET = defineRoute(({ context }) => listOrganizations(context, {}));
