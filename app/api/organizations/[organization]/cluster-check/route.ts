import { defineRoute } from "@/lib/services/define-route";
import { ServiceError } from "@/lib/services/errors";
import { checkCluster } from "@/lib/services/vcd-clusters/check-cluster";

/** Longest check that is read: a text, or a form with the text that it came from. */
const longestCheck = 400_000;

/** What the checks say of what is being typed. Asked by POST because a configuration is too long for an address. */
export const POST = defineRoute(async ({ context, request }) => {
  const text = await request.text();
  if (text.length > longestCheck) throw tooLong();
  return checkCluster(context, parseJson(text));
});

function parseJson(text: string) {
  try {
    return JSON.parse(text) as Parameters<typeof checkCluster>[1];
  } catch {
    throw new ServiceError("invalid-input", "What was sent is no JSON.");
  }
}

function tooLong(): ServiceError {
  return new ServiceError("limit", "This text is too long to be the configuration of one cluster.", {
    next: "Shorten it: a configuration has under 100 lines.",
  });
}
