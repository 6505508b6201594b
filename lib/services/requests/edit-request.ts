import { decideByPolicies } from "../policies/decide-by-policies";
import { verb } from "../verb";
import { editConnection } from "./edit-connection";
import { editExposure } from "./edit-exposure";
import { loadRequestToChange } from "./load-request";
import { editInput } from "./put-edition";
import { requireSameTerms } from "./settle-request";

/**
 * Changes what was asked for. While it waits, the same request gets new terms, and approvals of the old ones count no
 * more. Of a connection that was approved, another request is made, and the connection goes on until that is decided.
 * What is not given stays as it is.
 */
export const editRequest = verb({
  name: "requests.edit",
  kind: "change",
  permission: "request.edit",
  input: editInput,
  subject: ({ requestId }) => ({ kind: "request", id: requestId }),
  run: async (tools) => {
    const { actor, input, tx, now, audit } = tools;
    const found = await loadRequestToChange(tx, actor, { requestId: input.requestId, now });
    requireSameTerms(found, input.termsDigest);
    const { request } = found;
    const { terms, organizationId } = request;
    const { requestId, note } =
      terms.kind === "connection"
        ? await editConnection(tools, request, terms)
        : await editExposure(tools, request, terms);
    audit(note);
    const { outcome } = await decideByPolicies({ tx, now, audit }, { id: requestId, organizationId });
    return { requestId, outcome };
  },
});
