import { listAccounts } from "@/lib/services/accounts/list-accounts";
import { defineRoute } from "@/lib/services/define-route";

export const GET = defineRoute(({ context }) => listAccounts(context, {}));
