import { getAccount } from "@/lib/services/accounts/get-account";
import { defineRoute } from "@/lib/services/define-route";

export const GET = defineRoute(({ context, params }) => getAccount(context, { id: params.id ?? "" }));
