import type { KubeconfigFile } from "@/lib/domain/kubeconfig/views";
import { hearAnswer } from "@/lib/live/answers";
import { asAddressed, defineRoute } from "@/lib/services/define-route";
import { httpStatus, ServiceError } from "@/lib/services/errors";
import { fetchKubeconfig } from "@/lib/services/kubeconfigs/fetch-kubeconfig";

/** The file itself: as a download for a plain form, as JSON with what its reading showed for our own scripts. */
export const POST = defineRoute(async ({ context, request, params }) => {
  const wantsJson = request.headers.get("accept")?.includes("application/json") ?? false;
  try {
    const file = await fetchKubeconfig(context, { id: params.id ?? "" }, hearAnswer);
    return wantsJson ? file : asDownload(file);
  } catch (thrown) {
    const error = asAddressed(thrown, params);
    if (wantsJson || !(error instanceof ServiceError)) throw error;
    return new Response(`${error.message}\n${error.details.next ?? ""}\n`, {
      status: httpStatus[error.code],
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    });
  }
});

function asDownload({ text, fileName }: KubeconfigFile): Response {
  return new Response(text, {
    headers: {
      "content-type": "application/yaml; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
